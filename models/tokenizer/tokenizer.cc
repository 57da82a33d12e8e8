#include "models/tokenizer/tokenizer.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/sha256.h"
#include "base/utf8.h"
#include "models/tokenizer/bpe.h"
#include "models/tokenizer/character_class.h"
#include "models/tokenizer/normal_form.h"
#include "models/tokenizer/pre_tokenizer.h"
#include "models/tokenizer/sanitized_text.h"
#include "models/tokenizer/special_tokens.h"
#include "models/tokenizer/vocabulary.h"

namespace rbench {
namespace {

// Fields go in with their length, so that no two specs feed the same bytes.
class FieldHash {
 public:
  void Add(std::string_view field) {
    const uint64_t size = field.size();
    char prefix[8];
    for (int i = 0; i < 8; ++i) prefix[i] = static_cast<char>(size >> (8 * i));
    buffer_.append(prefix, 8);
    buffer_ += field;
    if (buffer_.size() >= 65536) Flush();
  }
  void Add(uint64_t number) { Add(std::to_string(number)); }
  std::string Digest() {
    Flush();
    return hash_.HexDigest();
  }

 private:
  void Flush() {
    hash_.Update(buffer_);
    buffer_.clear();
  }
  Sha256 hash_;
  std::string buffer_;
};

std::string Fingerprint(const TokenizerSpec& spec, const std::optional<PreTokenizer>& pre) {
  FieldHash hash;
  hash.Add("rbench tokenizer 2");
  hash.Add(spec.model);
  hash.Add(pre ? pre->rules() : "");
  hash.Add(uint64_t{spec.nfc});
  hash.Add(uint64_t{spec.ignore_merges});
  hash.Add(static_cast<uint64_t>(spec.leading_space));
  hash.Add(spec.matching.size());
  for (const auto& [id, how] : spec.matching) {
    hash.Add(static_cast<uint64_t>(id));
    hash.Add(fmt::format("{}{}{}{}", int{how.strip_left}, int{how.strip_right},
                         int{how.single_word}, int{how.normalized}));
  }
  hash.Add(spec.tokens.size());
  for (const std::string& token : spec.tokens) hash.Add(token);
  hash.Add(spec.types.size());
  for (const TokenizerSpec::TokenType type : spec.types) hash.Add(static_cast<uint64_t>(type));
  hash.Add(spec.merges.size());
  for (const std::string& merge : spec.merges) hash.Add(merge);
  return hash.Digest();
}

// The first 16 digits of a digest as a number: a seed for hash tables that the hashed file cannot
// foresee.
uint64_t SeedOf(std::string_view digest) {
  uint64_t seed = 0;
  for (const char c : digest.substr(0, 16)) {
    seed = seed << 4 | static_cast<uint64_t>(c <= '9' ? c - '0' : c - 'a' + 10);
  }
  return seed;
}

// The normaliser that puts spaces in front would change the texts of such tokens too.
Status CheckMatching(const TokenizerSpec& spec) {
  if (spec.leading_space != TokenizerSpec::LeadingSpace::kEverySection) return {};
  for (const auto& [id, how] : spec.matching) {
    if (!how.normalized) continue;
    return InvalidInput(
        fmt::format("added token {} is looked for after a normaliser that puts a space in front, "
                    "which rbench does not do",
                    id));
  }
  return {};
}

Status CheckNamedIds(const TokenizerSpec& spec) {
  const std::pair<const char*, const std::optional<TokenId>&> ids[] = {{"bos", spec.bos},
                                                                       {"eos", spec.eos},
                                                                       {"eot", spec.eot},
                                                                       {"unknown", spec.unknown},
                                                                       {"padding", spec.padding}};
  for (const auto& [name, id] : ids) {
    if (id && (*id < 0 || static_cast<size_t>(*id) >= spec.tokens.size())) {
      return InvalidInput(fmt::format("tokenizer.ggml.{}_token_id is {}, but there are {} tokens",
                                      name, *id, spec.tokens.size()));
    }
  }
  if (spec.add_bos && !spec.bos) {
    return InvalidInput(
        "tokenizer.ggml.add_bos_token is true, but tokenizer.ggml.bos_token_id is absent");
  }
  if (spec.add_eos && !spec.eos) {
    return InvalidInput(
        "tokenizer.ggml.add_eos_token is true, but tokenizer.ggml.eos_token_id is absent");
  }
  return {};
}

bool SpansAreSound(const MarkedText& text) {
  size_t last = 0;
  for (const ByteSpan& span : text.untrusted) {
    if (span.begin < last || span.end < span.begin || span.end > text.text.size()) return false;
    last = span.end;
  }
  return true;
}

}  // namespace

struct Tokenizer::Impl {
  using Pass = SpecialTokens::Pass;
  using LeadingSpace = TokenizerSpec::LeadingSpace;

  TokenizerSpec spec;
  std::optional<PreTokenizer> pre;  // none: a section is one piece ("metaspace")
  Vocabulary vocabulary;
  SpecialTokens special;
  Bpe bpe;
  std::string fingerprint;

  // Calls `token(id)` for the special tokens of one pass, and `gap(begin, end)` for what lies
  // between them. A token's own text must lie outside the untrusted spans; white space that it
  // takes along need not.
  template <typename Gap, typename Token>
  void ForEachSpecial(std::string_view text, std::span<const ByteSpan> untrusted, Pass pass,
                      Gap gap, Token token) const {
    size_t done = 0;
    const auto parse = [&](size_t begin, size_t end) {
      const std::string_view trusted = text.substr(0, end);
      for (auto match = special.FindNext(trusted, begin, pass); match.id >= 0;
           match = special.FindNext(trusted, match.end, pass)) {
        const TokenizerSpec::Matching how = special.MatchingOf(match.id);
        if (how.single_word && (EndsWithWordCharacter(text.substr(0, match.begin)) ||
                                StartsWithWordCharacter(text.substr(match.end)))) {
          continue;
        }
        size_t from = match.begin;
        size_t to = match.end;
        if (how.strip_left && from > done) {
          from = done + TrailingSpace(text.substr(done, from - done));
        }
        if (how.strip_right) to += rbench::LeadingSpace(text.substr(to));
        if (done < from) gap(done, from);
        token(match.id);
        done = to;
      }
    };
    size_t begin = 0;
    for (const ByteSpan& span : untrusted) {
      if (span.begin == span.end) continue;
      parse(begin, span.begin);
      begin = span.end;
    }
    parse(begin, text.size());
    if (done < text.size()) gap(done, text.size());
  }

  // Pieces of one encoding.
  struct Output {
    std::vector<TokenId> ids;
    std::vector<size_t> ends;  // reused
  };

  // Tokens of text without special tokens; `first`: it begins the whole text.
  void AppendPlain(std::string_view text, bool first, Output& out) const {
    if (!pre) {
      bpe.Encode(vocabulary, WithSpaces(text, first), out.ids);
      return;
    }
    out.ends.clear();
    pre->Split(text, 0, out.ends);
    size_t begin = 0;
    for (const size_t end : out.ends) {
      bpe.Encode(vocabulary, text.substr(begin, end - begin), out.ids);
      begin = end;
    }
  }

  // What "metaspace" merges: its mark is a space to us, and a leading one is put where it must be.
  std::string WithSpaces(std::string_view text, bool first) const {
    constexpr std::string_view kMark = "\u2581";
    std::string spaced;
    const bool has_space = text.starts_with(' ') || text.starts_with(kMark);
    switch (spec.leading_space) {
      case LeadingSpace::kNone:
        break;
      case LeadingSpace::kEverySection:
        spaced = " ";
        break;
      case LeadingSpace::kEverySectionUnlessSpace:
        if (!has_space) spaced = " ";
        break;
      case LeadingSpace::kFirstSectionUnlessSpace:
        if (first && !has_space) spaced = " ";
        break;
    }
    for (size_t mark; (mark = text.find(kMark)) != std::string_view::npos;) {
      spaced.append(text.substr(0, mark)).append(1, ' ');
      text.remove_prefix(mark + kMark.size());
    }
    return spaced.append(text);
  }

  // Tokens of one stretch between special tokens of the first pass.
  void AppendSection(std::string_view text, std::span<const ByteSpan> untrusted, size_t base,
                     bool first, Output& out) const {
    const bool second_pass = special.any(Pass::kAfterNormaliser);
    const bool normalise = spec.nfc && !IsPlainlyNfc(text);
    if (!second_pass) {
      AppendPlain(normalise ? NormalizeNfc(text) : text, first, out);
      return;
    }
    MarkedText section{std::string(text), {}};
    for (const ByteSpan& span : untrusted) {
      const size_t begin = std::max(span.begin, base);
      const size_t end = std::min(span.end, base + text.size());
      if (begin < end) section.untrusted.push_back({begin - base, end - base});
    }
    if (normalise) section = NormalizeNfc(section);
    const std::string_view normalised = section.text;
    ForEachSpecial(
        normalised, section.untrusted, Pass::kAfterNormaliser,
        [&](size_t begin, size_t end) {
          AppendPlain(normalised.substr(begin, end - begin), first && begin == 0, out);
        },
        [&](TokenId id) { out.ids.push_back(id); });
  }

  // Tokens of valid UTF-8; special tokens only within the stretches between the untrusted spans.
  // Words are cut from special token to special token, so that marks alone change nothing.
  std::vector<TokenId> Encode(std::string_view text, std::span<const ByteSpan> untrusted) const {
    Output out;
    out.ids.reserve(text.size() / 3 + 1);
    // Spans that end before the section at hand matter no more.
    size_t next = 0;
    ForEachSpecial(
        text, untrusted, Pass::kBeforeNormaliser,
        [&](size_t begin, size_t end) {
          while (next < untrusted.size() && untrusted[next].end <= begin) ++next;
          size_t last = next;
          while (last < untrusted.size() && untrusted[last].begin < end) ++last;
          AppendSection(text.substr(begin, end - begin), untrusted.subspan(next, last - next),
                        begin, begin == 0, out);
        },
        [&](TokenId id) { out.ids.push_back(id); });
    return std::move(out.ids);
  }
};

Tokenizer::Tokenizer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Tokenizer::Tokenizer(Tokenizer&&) noexcept = default;
Tokenizer& Tokenizer::operator=(Tokenizer&&) noexcept = default;
Tokenizer::~Tokenizer() = default;

Result<Tokenizer> Tokenizer::Create(TokenizerSpec spec) {
  std::optional<PreTokenizer> pre;
  if (spec.model == "gpt2") {
    RBENCH_ASSIGN_OR_RETURN(pre, PreTokenizer::Create(spec.pre));
  } else if (spec.model != "metaspace") {
    return InvalidInput(
        fmt::format("unknown tokenizer model {} in tokenizer.ggml.model (known: gpt2)",
                    QuoteBriefly(spec.model)));
  }
  std::string fingerprint = Fingerprint(spec, pre);
  const uint64_t seed = SeedOf(fingerprint);
  RBENCH_ASSIGN_OR_RETURN(Vocabulary vocabulary, Vocabulary::Create(spec, seed));
  RBENCH_RETURN_IF_ERROR(CheckNamedIds(spec));
  RBENCH_RETURN_IF_ERROR(CheckMatching(spec));
  RBENCH_ASSIGN_OR_RETURN(SpecialTokens special,
                          SpecialTokens::Create(vocabulary, spec.matching, seed));
  RBENCH_ASSIGN_OR_RETURN(Bpe bpe, Bpe::Create(spec.merges, vocabulary, seed, spec.ignore_merges));
  // The tables hold all of it now, in a tenth of the memory.
  spec.tokens = {};
  spec.types = {};
  spec.merges = {};
  return Tokenizer(
      std::make_unique<Impl>(Impl{std::move(spec), std::move(pre), std::move(vocabulary),
                                  std::move(special), std::move(bpe), std::move(fingerprint)}));
}

std::vector<TokenId> Tokenizer::Encode(std::string_view trusted_text) const {
  if (IsValidUtf8(trusted_text)) return impl_->Encode(trusted_text, {});
  return impl_->Encode(SanitizeUtf8(trusted_text), {});
}

std::vector<TokenId> Tokenizer::EncodePlain(std::string_view text) const {
  const ByteSpan all[] = {{0, text.size()}};
  if (IsValidUtf8(text)) return impl_->Encode(text, all);
  const std::string sanitized = SanitizeUtf8(text);
  const ByteSpan all_sanitized[] = {{0, sanitized.size()}};
  return impl_->Encode(sanitized, all_sanitized);
}

std::vector<TokenId> Tokenizer::EncodeMarked(const MarkedText& text) const {
  RBENCH_CHECK(SpansAreSound(text));
  if (IsValidUtf8(text.text)) return impl_->Encode(text.text, text.untrusted);
  const MarkedText sanitized = SanitizeMarked(text);
  return impl_->Encode(sanitized.text, sanitized.untrusted);
}

Result<std::string_view> Tokenizer::TokenBytes(TokenId id) const {
  if (id < 0 || static_cast<size_t>(id) >= vocab_size()) {
    return InvalidInput(
        fmt::format("token id {} is outside the vocabulary of {} tokens", id, vocab_size()));
  }
  return impl_->vocabulary.Bytes(id);
}

Result<std::string> Tokenizer::Decode(std::span<const TokenId> tokens) const {
  std::string bytes;
  for (const TokenId id : tokens) {
    RBENCH_ASSIGN_OR_RETURN(const std::string_view token, TokenBytes(id));
    bytes += token;
  }
  // The space that encoding put there.
  if (impl_->spec.leading_space != TokenizerSpec::LeadingSpace::kNone && bytes.starts_with(' ')) {
    bytes.erase(0, 1);
  }
  return IsValidUtf8(bytes) ? bytes : SanitizeUtf8(bytes);
}

bool Tokenizer::IsSpecial(TokenId id) const {
  return id >= 0 && static_cast<size_t>(id) < vocab_size() && impl_->vocabulary.IsSpecial(id);
}

TokenId Tokenizer::SpecialId(std::string_view text) const { return impl_->special.Find(text); }

const std::string& Tokenizer::missing_bytes() const { return impl_->vocabulary.missing_bytes(); }

size_t Tokenizer::vocab_size() const { return impl_->vocabulary.size(); }

size_t Tokenizer::table_bytes() const { return impl_->vocabulary.bytes() + impl_->bpe.bytes(); }

const TokenizerSpec& Tokenizer::spec() const { return impl_->spec; }

const std::string& Tokenizer::fingerprint() const { return impl_->fingerprint; }

}  // namespace rbench
