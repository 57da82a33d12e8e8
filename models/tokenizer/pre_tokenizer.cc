#include "models/tokenizer/pre_tokenizer.h"

#include <algorithm>

#include <fmt/format.h>
#include <utf8proc.h>

#include "base/utf8.h"
#include "models/tokenizer/split_pattern.h"

namespace rbench {
namespace {

constexpr std::string_view kDigits = "digits";
// Each step is a compiled pattern; the published pipelines have up to six.
constexpr size_t kMaxSteps = 32;

struct Row {
  std::string_view name;   // tokenizer.ggml.pre
  std::string_view steps;  // as the family's tokenizer.json has them
  bool nfc = false;
  bool ignore_merges = false;
};

// Digits before the pattern hide what follows from its look-ahead: "\n\n1" gives "\n\n", "1"; after
// it "\n", "\n", "1". SmolLM2's published tokenizer.json cuts before. The reference ids for its
// GGUF file, which the tests hold us to, agree with a cut after. Of rows that mean the same, the
// first gives its name.
constexpr Row kRows[] = {
    {"gpt-2", "gpt2-words"},
    {"smollm", "gpt2-words+digits"},
    {"starcoder", "digits+gpt2-words"},
    {"llama-bpe", "llama3-words", false, true},
    {"llama3", "llama3-words", false, true},
    {"llama-v3", "llama3-words", false, true},
    {"qwen2", "qwen2-words", true},
    {"deepseek-r1-qwen", "qwen2-words", true},
    {"deepseek-llm", "line-ends+cased-letters+symbols+trailing-space+cjk-wide+digits"},
    {"deepseek-coder", "line-ends+letters+punctuation+cjk-wide+digits"},
    {"deepseek-v3", "number-triples+cjk-kana+deepseek3-words"},
};

const Row* FindRow(std::string_view name) {
  for (const Row& row : kRows) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

std::string KnownNames() {
  std::string names;
  for (const Row& row : kRows) {
    if (!names.empty()) names += ", ";
    names += row.name;
  }
  return names;
}

bool IsNumeric(char32_t character) {
  switch (utf8proc_category(static_cast<utf8proc_int32_t>(character))) {
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
      return true;
    default:
      return false;
  }
}

// Makes every numeric character of valid UTF-8 a piece of its own.
void CutDigits(std::string_view text, const std::vector<size_t>& pieces, std::vector<size_t>& cut) {
  size_t done = 0;
  size_t position = 0;
  for (const size_t stop : pieces) {
    while (position < stop) {
      const size_t begin = position;
      const auto byte = static_cast<unsigned char>(text[position]);
      bool is_numeric;
      if (byte < 0x80) {
        is_numeric = byte >= '0' && byte <= '9';
        ++position;
      } else {
        is_numeric = IsNumeric(NextCodePoint(text, position));
      }
      if (!is_numeric) continue;
      if (begin > done) cut.push_back(begin);
      cut.push_back(position);
      done = position;
    }
    if (stop > done) cut.push_back(stop);
    done = stop;
  }
}

}  // namespace

Result<PreTokenizer> PreTokenizer::Create(std::string_view name, bool allow_jit) {
  PreTokenizer result;
  for (std::string_view rest = StepsOf(name); !rest.empty();) {
    const std::string_view step = rest.substr(0, rest.find('+'));
    rest.remove_prefix(std::min(rest.size(), step.size() + 1));
    const std::string_view regex = SplitPattern::RegexOfStep(step);
    if (step != kDigits && regex.empty()) {
      result.steps_.clear();
      break;
    }
    if (result.steps_.size() == kMaxSteps) {
      return InvalidInput(
          fmt::format("text would be cut into words in more than {} steps", kMaxSteps));
    }
    result.steps_.push_back(
        step == kDigits ? nullptr : std::make_shared<const SplitPattern>(step, allow_jit));
    result.rules_ += step == kDigits ? "digits apart; " : fmt::format("pattern {}; ", regex);
  }
  if (!result.steps_.empty()) return result;
  if (name.empty() || name == "default") {
    return InvalidInput(
        fmt::format("tokenizer.ggml.pre is {}, which does not say how text is cut into words; name "
                    "the model's pre-tokenizer (known: {})",
                    name.empty() ? "absent" : "\"default\"", KnownNames()));
  }
  return InvalidInput(fmt::format("unknown pre-tokenizer \"{}\" in tokenizer.ggml.pre (known: {})",
                                  SanitizeUtf8(name.substr(0, 64)), KnownNames()));
}

void PreTokenizer::ApplyName(TokenizerSpec& spec) {
  if (const Row* row = FindRow(spec.pre)) {
    spec.nfc = row->nfc;
    spec.ignore_merges = row->ignore_merges;
  }
}

std::string_view PreTokenizer::NameOf(std::string_view steps, const TokenizerSpec& spec) {
  for (const Row& row : kRows) {
    if (row.steps == steps && row.nfc == spec.nfc && row.ignore_merges == spec.ignore_merges) {
      return row.name;
    }
  }
  return {};
}

std::string_view PreTokenizer::StepsOf(std::string_view name) {
  const Row* row = FindRow(name);
  return row == nullptr ? name : row->steps;
}

void PreTokenizer::Split(std::string_view text, size_t base, std::vector<size_t>& ends) const {
  if (text.empty()) return;
  std::vector<size_t> pieces{text.size()};
  std::vector<size_t> cut;
  for (const auto& step : steps_) {
    cut.clear();
    if (step == nullptr) {
      CutDigits(text, pieces, cut);
    } else {
      step->Cut(text, pieces, cut);
    }
    pieces.swap(cut);
  }
  for (const size_t end : pieces) ends.push_back(base + end);
}

}  // namespace rbench
