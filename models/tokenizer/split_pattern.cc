#define PCRE2_CODE_UNIT_WIDTH 8
#include "models/tokenizer/split_pattern.h"

#include <pcre2.h>

#include "base/check.h"

namespace rbench {
namespace {

struct Row {
  std::string_view step;
  std::string_view regex;  // as tokenizer.json spells it, line ends as \r and \n
};

// gpt2-words (2019): contractions, words, numbers and punctuation, each with one space in front,
// then runs of spaces whose last one is left to the following word. llama3-words and qwen2-words:
// contractions in any case, a word takes any one character in front, numbers in threes or one by
// one, line ends stay with what is before them. deepseek-*: several cuts, one inside the other's
// pieces.
constexpr Row kRows[] = {
    {"gpt2-words", R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)"},
    {"llama3-words",
     R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)"},
    {"qwen2-words",
     R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)"},
    {"deepseek3-words",
     R"([!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)"},
    {"number-triples", R"(\p{N}{1,3})"},
    {"cjk-kana", "[\u4e00-\u9fa5\u3040-\u309f\u30a0-\u30ff]+"},
    {"cjk-wide", "[\u4e00-\u9fa5\u0800-\u4e00\uac00-\ud7ff]+"},
    {"line-ends", R"([\r\n])"},
    {"letters", R"(\s?\p{L}+)"},
    {"punctuation", R"(\s?\p{P}+)"},
    {"symbols", "\\s?[!-/:-~\uff01-\uff0f\uff1a-\uff5e\u2018-\u201f\u3000-\u3002]+"},
    {"trailing-space", R"(\s+$)"},
    // Letters that have a case, as of Unicode 11.
    {"cased-letters",
     "\\s?[A-Za-z\u00b5\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u01ba\u01bc-\u01bf\u01c4-\u0293\u0295-"
     "\u02af\u0370-\u0373\u0376\u0377\u037b-\u037d\u037f\u0386\u0388-\u038a\u038c\u038e-\u03a1"
     "\u03a3-\u03f5\u03f7-\u0481\u048a-\u052f\u0531-\u0556\u10a0-\u10c5\u13a0-\u13f5\u13f8-\u13fd"
     "\u1c90-\u1cba\u1cbd-\u1cbf\u1d00-\u1d2b\u1d6b-\u1d77\u1d79-\u1d9a\u1e00-\u1f15\u1f18-\u1f1d"
     "\u1f20-\u1f45\u1f48-\u1f4d\u1f50-\u1f57\u1f59\u1f5b\u1f5d\u1f5f-\u1f7d\u1f80-\u1fb4\u1fb6-"
     "\u1fbc\u1fbe\u1fc2-\u1fc4\u1fc6-\u1fcc\u1fd0-\u1fd3\u1fd6-\u1fdb\u1fe0-\u1fec\u1ff2-\u1ff4"
     "\u1ff6-\u1ffc\u2102\u2107\u210a-\u2113\u2115\u2119-\u211d\u2124\u2126\u2128\u212a-\u212d"
     "\u212f-\u2134\u2139\u213c-\u213f\u2145-\u2149\u214e\u2183\u2184\u2c00-\u2c7b\u2c7e-\u2ce4"
     "\u2ceb-\u2cee\u2cf2\u2cf3\ua640-\ua66d\ua680-\ua69b\ua722-\ua76f\ua771-\ua787\ua78b-\ua78e"
     "\uab70-\uabbf\ufb00-\ufb06\ufb13-\ufb17\uff21-\uff3a\uff41-\uff5a\U00010400-\U0001044f"
     "\U000104b0-\U000104d3\U000104d8-\U000104fb\U00010c80-\U00010cb2\U00010cc0-\U00010cf2"
     "\U000118a0-\U000118df\U0001e900-\U0001e943]+"},
};

// PCRE2's own \s has U+180E, which left White_Space in Unicode 6.3; so the class is spelled out.
constexpr std::string_view kSpaces = "\\x{9}-\\x{d}\\x{85}\\p{Z}";

// A table row as PCRE2 reads it: \s and \S spelled out, inside and outside of classes.
std::string PcreOf(std::string_view regex) {
  // Written so that a run of spaces in the middle is tried once, not once a space.
  if (regex == "\\s+$") {
    const std::string spaces = "[" + std::string(kSpaces) + "]";
    return "(?<!" + spaces + ")" + spaces + "++\\z";
  }
  std::string out;
  bool in_class = false;
  for (size_t i = 0; i < regex.size(); ++i) {
    if (regex[i] != '\\') {
      if (regex[i] == '[') in_class = true;
      if (regex[i] == ']') in_class = false;
      out += regex[i];
      continue;
    }
    const char escaped = regex[++i];
    if (escaped == 's' || escaped == 'S') {
      RBENCH_CHECK(escaped == 's' || !in_class);
      if (!in_class) out += escaped == 's' ? "[" : "[^";
      out += kSpaces;
      if (!in_class) out += ']';
    } else {
      out += '\\';
      out += escaped;
    }
  }
  return out;
}

}  // namespace

std::string_view SplitPattern::StepOfRegex(std::string_view regex) {
  std::string plain;
  for (const char c : regex) {
    if (c == '\r' || c == '\n') {
      plain += c == '\r' ? "\\r" : "\\n";
    } else {
      plain += c;
    }
  }
  for (const Row& row : kRows) {
    if (row.regex == plain) return row.step;
  }
  return {};
}

std::string_view SplitPattern::RegexOfStep(std::string_view step) {
  for (const Row& row : kRows) {
    if (row.step == step) return row.regex;
  }
  return {};
}

struct SplitPattern::Code {
  pcre2_code* code = nullptr;
  bool jit = false;
};

SplitPattern::SplitPattern(std::string_view step, bool allow_jit) {
  const std::string_view regex = RegexOfStep(step);
  RBENCH_CHECK(!regex.empty());
  const std::string expression = PcreOf(regex);
  auto code = std::make_unique<Code>();
  int error = 0;
  PCRE2_SIZE offset = 0;
  code->code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(expression.data()), expression.size(),
                             PCRE2_UTF | PCRE2_UCP, &error, &offset, nullptr);
  RBENCH_CHECK(code->code != nullptr);  // our own text
  code->jit = allow_jit && pcre2_jit_compile(code->code, PCRE2_JIT_COMPLETE) == 0;
  code_ = std::move(code);
}

SplitPattern::~SplitPattern() { pcre2_code_free(code_->code); }

namespace {

struct Range {
  size_t begin, end;
};

// What one call of Split needs beside the pattern.
class Matcher {
 public:
  Matcher(const pcre2_code* code, bool jit)
      : code_(code),
        jit_(jit),
        data_(pcre2_match_data_create(1, nullptr)),
        context_(pcre2_match_context_create(nullptr)) {
    RBENCH_CHECK(data_ != nullptr && context_ != nullptr);
    pcre2_set_match_limit(context_, UINT32_MAX);
    pcre2_set_depth_limit(context_, UINT32_MAX);
    pcre2_set_heap_limit(context_, UINT32_MAX);
  }
  ~Matcher() {
    pcre2_match_context_free(context_);
    pcre2_match_data_free(data_);
  }
  Matcher(const Matcher&) = delete;
  Matcher& operator=(const Matcher&) = delete;

  // The next match; the empty range at the end of the text where there is none.
  Range Next(std::string_view text, size_t from) {
    const auto subject = reinterpret_cast<PCRE2_SPTR>(text.data());
    int code = PCRE2_ERROR_JIT_STACKLIMIT;
    if (jit_) {
      code =
          pcre2_jit_match(code_, subject, text.size(), from, PCRE2_NO_UTF_CHECK, data_, context_);
    }
    // The interpreter runs out of nothing but memory, so it stands in for whatever stops the
    // compiled code.
    if (code < 0 && code != PCRE2_ERROR_NOMATCH) {
      code = pcre2_match(code_, subject, text.size(), from, PCRE2_NO_UTF_CHECK | PCRE2_NO_JIT,
                         data_, context_);
    }
    if (code < 0) return {text.size(), text.size()};
    const PCRE2_SIZE* range = pcre2_get_ovector_pointer(data_);
    // An empty match would not advance; no pattern of the table has one.
    RBENCH_CHECK(range[1] > range[0] && range[0] >= from);
    return {range[0], range[1]};
  }

 private:
  const pcre2_code* code_;
  bool jit_;
  pcre2_match_data* data_;
  pcre2_match_context* context_;
};

}  // namespace

void SplitPattern::Cut(std::string_view text, const std::vector<size_t>& pieces,
                       std::vector<size_t>& cut) const {
  Matcher matcher(code_->code, code_->jit);
  size_t start = 0;
  for (const size_t stop : pieces) {
    const std::string_view piece = text.substr(start, stop - start);
    for (size_t done = 0; done < piece.size();) {
      const auto [begin, end] = matcher.Next(piece, done);
      if (begin > done) cut.push_back(start + begin);
      if (end > begin) cut.push_back(start + end);
      done = end;
    }
    start = stop;
  }
}

}  // namespace rbench
