#include "base/check.h"
#include "base/utf8.h"
#include "models/tokenizer/tokenizer.h"

namespace rbench {

std::string StreamingDecoder::Push(TokenId id) {
  const Result<std::string_view> bytes = tokenizer_->TokenBytes(id);
  RBENCH_CHECK(bytes.has_value());
  pending_ += *bytes;
  const size_t certain = pending_.size() - IncompleteUtf8Suffix(pending_);
  std::string text = SanitizeUtf8(std::string_view(pending_).substr(0, certain));
  pending_.erase(0, certain);
  return text;
}

std::string StreamingDecoder::Finish() {
  std::string text = SanitizeUtf8(pending_);
  pending_.clear();
  return text;
}

}  // namespace rbench
