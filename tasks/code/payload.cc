#include "tasks/code/payload.h"

#include <cstdint>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/base64.h"
#include "base/inflate.h"
#include "tasks/code/surrogate_utf8.h"
#include "tasks/code/value.h"
#include "tasks/code/value_json.h"

namespace rbench {
namespace {

// Opcodes of Python's pickletools.
constexpr unsigned char kProto = 0x80;
constexpr unsigned char kFrame = 0x95;
constexpr unsigned char kShortBinUnicode = 0x8C;
constexpr unsigned char kBinUnicode8 = 0x8D;
constexpr unsigned char kBinUnicode = 'X';
constexpr unsigned char kMemoize = 0x94;
constexpr unsigned char kBinPut = 'q';
constexpr unsigned char kLongBinPut = 'r';
constexpr unsigned char kStop = '.';

class PickleReader {
 public:
  explicit PickleReader(std::string_view bytes) : bytes_(bytes) {}

  Result<std::string> Read() {
    RBENCH_RETURN_IF_ERROR(ReadHead());
    RBENCH_ASSIGN_OR_RETURN(std::string text, ReadText());
    RBENCH_ASSIGN_OR_RETURN(unsigned char opcode, ReadByte());
    if (opcode == kMemoize) {
      RBENCH_ASSIGN_OR_RETURN(opcode, ReadByte());
    } else if (opcode == kBinPut || opcode == kLongBinPut) {
      RBENCH_ASSIGN_OR_RETURN(const uint64_t place, ReadNumber(opcode == kBinPut ? 1 : 4));
      static_cast<void>(place);
      RBENCH_ASSIGN_OR_RETURN(opcode, ReadByte());
    }
    if (opcode != kStop) return Wrong(fmt::format("opcode 0x{:02x} where the end is due", opcode));
    if (at_ != bytes_.size()) return Wrong("bytes after the end");
    if (frame_end_ && *frame_end_ != at_) return Wrong("a frame of the wrong size");
    return text;
  }

 private:
  Error Wrong(std::string_view what) const {
    return InvalidInput(fmt::format("pickle, byte {}: {}", at_, what));
  }

  Result<unsigned char> ReadByte() {
    if (at_ == bytes_.size()) return Wrong("ends too early");
    return static_cast<unsigned char>(bytes_[at_++]);
  }

  // Little-endian.
  Result<uint64_t> ReadNumber(size_t size) {
    if (bytes_.size() - at_ < size) return Wrong("ends too early");
    uint64_t value = 0;
    for (size_t i = size; i-- > 0;) {
      value = value << 8 | static_cast<unsigned char>(bytes_[at_ + i]);
    }
    at_ += size;
    return value;
  }

  Status ReadHead() {
    RBENCH_ASSIGN_OR_RETURN(const unsigned char opcode, ReadByte());
    if (opcode != kProto) return Wrong("not a pickle of protocol 2 or later");
    RBENCH_ASSIGN_OR_RETURN(const unsigned char protocol, ReadByte());
    if (protocol < 2 || protocol > 5) return Wrong("an unknown protocol");
    if (at_ < bytes_.size() && static_cast<unsigned char>(bytes_[at_]) == kFrame) {
      ++at_;
      RBENCH_ASSIGN_OR_RETURN(const uint64_t size, ReadNumber(8));
      if (size > bytes_.size() - at_) return Wrong("a frame of the wrong size");
      frame_end_ = at_ + static_cast<size_t>(size);
    }
    return {};
  }

  Result<std::string> ReadText() {
    RBENCH_ASSIGN_OR_RETURN(const unsigned char opcode, ReadByte());
    const size_t width = opcode == kShortBinUnicode ? 1
                         : opcode == kBinUnicode    ? 4
                         : opcode == kBinUnicode8   ? 8
                                                    : 0;
    if (width == 0) return Wrong(fmt::format("opcode 0x{:02x} where a text is due", opcode));
    RBENCH_ASSIGN_OR_RETURN(const uint64_t size, ReadNumber(width));
    if (size > bytes_.size() - at_) return Wrong("a text that is longer than the rest");
    std::string text(bytes_.substr(at_, static_cast<size_t>(size)));
    at_ += text.size();
    if (!IsValidSurrogateUtf8(text)) return Wrong("a text that is not UTF-8");
    return text;
  }

  std::string_view bytes_;
  size_t at_ = 0;
  std::optional<size_t> frame_end_;
};

Result<PayloadTest> ReadTest(const Value& item) {
  const auto text_of = [&](std::string_view key) -> const Value* {
    const Value* value = item.Find(key);
    return value != nullptr && value->kind() == ValueKind::kStr ? value : nullptr;
  };
  const Value* input = text_of("input");
  const Value* output = text_of("output");
  const Value* type = text_of("testtype");
  if (input == nullptr || output == nullptr || type == nullptr) {
    return InvalidInput("not an object with the texts input, output and testtype");
  }
  PayloadTest test;
  test.input = input->text();
  test.output = output->text();
  if (type->text() == "functional") {
    test.type = PayloadTestType::kFunctional;
  } else if (type->text() != "stdin") {
    return InvalidInput("testtype is neither \"stdin\" nor \"functional\"");
  }
  return test;
}

Result<std::vector<PayloadTest>> ReadTests(std::string_view json, const PayloadLimits& limits) {
  ValueLimits value_limits;
  value_limits.max_bytes = limits.max_unpacked_bytes;
  // A list of objects with three members: seven values for a test.
  value_limits.max_nodes = limits.max_tests * 8 + 1;
  value_limits.max_depth = 8;
  RBENCH_ASSIGN_OR_RETURN(const Value list, ReadJsonValue(json, value_limits));
  if (list.kind() != ValueKind::kList) return InvalidInput("the test cases are not a list");
  if (list.size() > limits.max_tests) {
    return ResourceExhausted(fmt::format("more than {} test cases", limits.max_tests));
  }
  std::vector<PayloadTest> tests;
  for (const Value& item : list.items()) {
    Result<PayloadTest> test = ReadTest(item);
    if (!test) {
      return std::move(test).error().WithContext(fmt::format("test case {}", tests.size() + 1));
    }
    tests.push_back(std::move(*test));
  }
  return tests;
}

}  // namespace

Result<std::string> ReadPickledText(std::string_view pickle) { return PickleReader(pickle).Read(); }

Result<std::vector<PayloadTest>> DecodePayload(std::string_view text, const PayloadLimits& limits) {
  if (text.size() > limits.max_packed_bytes) {
    return ResourceExhausted(fmt::format("test cases of {} bytes are over the bound of {}",
                                         text.size(), limits.max_packed_bytes));
  }
  // No base64 text begins with a bracket.
  const size_t first = SkipJsonSpace(text, 0);
  if (text.substr(first, 1) == "[") return ReadTests(text, limits);
  RBENCH_ASSIGN_OR_RETURN(const std::string packed, DecodeBase64(text));
  RBENCH_ASSIGN_OR_RETURN(const std::string pickle, InflateZlib(packed, limits.max_unpacked_bytes));
  RBENCH_ASSIGN_OR_RETURN(const std::string json, ReadPickledText(pickle));
  return ReadTests(json, limits);
}

}  // namespace rbench
