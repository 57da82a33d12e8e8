#include "tasks/code/code_extraction.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "base/think_span.h"

namespace rbench {
namespace {

constexpr std::string_view kFence = "```";
constexpr std::string_view kSpace = " \t\n\v\f\r";

constexpr std::string_view kHumanEvalStops[] = {"\nclass", "\ndef", "\n#", "\nif", "\nprint"};
constexpr std::string_view kBigCodeStops[] = {"\nclass", "\ndef", "\n#",   "\n@",
                                              "\nprint", "\nif",  "\n```", "<file_sep>"};
constexpr std::string_view kMbppStops[] = {"\nclass", "\nassert", "\n\"\"\"", "\nprint",
                                           "\nif",    "\n<|/",    "\n```"};

struct RuleRow {
  CodeRule rule;
  const char* name;
};
constexpr RuleRow kRules[] = {
    {CodeRule::kLiveCodeBench, "lcb"}, {CodeRule::kLiveCodeBenchBase, "lcb_base"},
    {CodeRule::kBlock, "block"},       {CodeRule::kCompletion, "completion"},
    {CodeRule::kChat, "chat"},         {CodeRule::kWhole, "whole"},
};

// Words behind an opening fence that name a language.
struct LanguageRow {
  std::string_view language;
  std::string_view tag;
};
constexpr LanguageRow kLanguages[] = {
    {"python", "python"}, {"python", "python3"}, {"python", "py"}, {"python", "py3"},
    {"cpp", "cpp"},       {"cpp", "c++"},        {"cpp", "cc"},    {"cpp", "cxx"},
    {"cpp", "cpp17"},     {"cpp", "cpp20"},      {"cpp", "c++17"}, {"cpp", "c++20"},
};

// A part of the text, by its place in it.
struct Range {
  size_t begin = 0;
  size_t end = 0;
};

// Lines of a text from front to back, each without its line end.
class Lines {
 public:
  explicit Lines(std::string_view text) : text_(text) {}

  bool Next(Range& line) {
    if (done_) return false;
    const size_t end = text_.find('\n', at_);
    line = {at_, std::min(end, text_.size())};
    done_ = end == std::string_view::npos;
    at_ = end + 1;
    return true;
  }

 private:
  std::string_view text_;
  size_t at_ = 0;
  bool done_ = false;
};

// Between the lines `open` and `close`, without the line end before the latter.
Range Between(const Range& open, const Range& close) {
  const size_t begin = open.end + 1;
  return {begin, std::max(begin, close.begin) - (close.begin > begin ? 1 : 0)};
}

std::optional<Range> LastTwoFenceLines(std::string_view text) {
  std::optional<Range> before;
  std::optional<Range> last;
  Lines lines(text);
  for (Range line; lines.Next(line);) {
    if (text.substr(line.begin, line.end - line.begin).find(kFence) == std::string_view::npos) {
      continue;
    }
    before = last;
    last = line;
  }
  if (!before) return std::nullopt;
  return Between(*before, *last);
}

struct Block {
  Range content;
  std::string language;  // the first word behind the opening fence, in lower case
};

// A fence: at least three backquotes that nothing but blanks stands before. `after` is the rest of
// the line.
size_t FenceLength(std::string_view line, std::string_view& after) {
  const size_t start = std::min(line.find_first_not_of(" \t"), line.size());
  const size_t end = std::min(line.find_first_not_of('`', start), line.size());
  if (end - start < kFence.size()) return 0;
  after = line.substr(end);
  return end - start;
}

std::string FirstWordInLowerCase(std::string_view text) {
  const size_t start = std::min(text.find_first_not_of(" \t\r{."), text.size());
  const size_t end = std::min(text.find_first_of(" \t\r{}:,", start), text.size());
  std::string word(text.substr(start, end - start));
  for (char& c : word) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return word;
}

// The complete blocks: an opening fence, and a closing one at least as long with nothing behind it.
std::vector<Block> FindBlocks(std::string_view text) {
  std::vector<Block> blocks;
  std::optional<Range> open;
  size_t open_length = 0;
  std::string language;
  Lines lines(text);
  for (Range line; lines.Next(line);) {
    std::string_view after;
    const size_t length = FenceLength(text.substr(line.begin, line.end - line.begin), after);
    if (length == 0) continue;
    const bool bare = after.find_first_not_of(" \t\r") == std::string_view::npos;
    if (!open) {
      // Backquotes behind the fence: a span of code inside one line.
      if (after.find('`') != std::string_view::npos) continue;
      open = line;
      open_length = length;
      language = FirstWordInLowerCase(after);
    } else if (bare && length >= open_length) {
      blocks.push_back({Between(*open, line), std::move(language)});
      open.reset();
    } else if (!bare && length == open_length && after.find('`') == std::string_view::npos) {
      // An opening fence inside an open block: the block before was never closed.
      open = line;
      language = FirstWordInLowerCase(after);
    }
  }
  return blocks;
}

bool IsLanguage(std::string_view tag, std::string_view language) {
  return std::any_of(std::begin(kLanguages), std::end(kLanguages), [&](const LanguageRow& row) {
    return row.language == language && row.tag == tag;
  });
}

bool AnyBlock(const Range&) { return true; }

// The last block that `accepts` it, the wanted language first, then those without a language.
template <typename Accepts>
std::optional<Range> PreferredBlock(const std::vector<Block>& blocks, std::string_view language,
                                    Accepts accepts) {
  const auto last = [&](auto fits) -> std::optional<Range> {
    for (size_t i = blocks.size(); i-- > 0;) {
      if (fits(blocks[i]) && accepts(blocks[i].content)) return blocks[i].content;
    }
    return std::nullopt;
  };
  if (auto found = last([&](const Block& b) { return IsLanguage(b.language, language); })) {
    return found;
  }
  if (auto found = last([](const Block& b) { return b.language.empty(); })) return found;
  return last([](const Block&) { return true; });
}

bool IsNameCharacter(char c) {
  const char lower = static_cast<char>(c | 0x20);
  return c == '_' || (c >= '0' && c <= '9') || (lower >= 'a' && lower <= 'z');
}

// Where a line of `source` begins `def name`, at the outermost level; or npos.
size_t FindDefinition(std::string_view source, std::string_view name) {
  Lines lines(source);
  for (Range line; lines.Next(line);) {
    std::string_view text = source.substr(line.begin, line.end - line.begin);
    if (text.starts_with("async ")) text.remove_prefix(6);
    if (!text.starts_with("def ")) continue;
    text.remove_prefix(std::min(text.find_first_not_of(" \t", 4), text.size()));
    if (!text.starts_with(name)) continue;
    text.remove_prefix(name.size());
    if (text.empty() || !IsNameCharacter(text[0])) return line.begin;
  }
  return std::string_view::npos;
}

Range Stripped(std::string_view text) {
  const size_t begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  return {begin, text.find_last_not_of(kSpace) + 1};
}

// Collects the result; `answer_begin` is where the searched text begins in the completion.
class Extractor {
 public:
  Extractor(const CodeExtractionInput& input, std::string_view answer, size_t answer_begin)
      : input_(input), answer_(answer), answer_begin_(answer_begin) {}

  CodeExtraction Extract(CodeRule rule) const {
    switch (rule) {
      case CodeRule::kLiveCodeBench: {
        const std::optional<Range> range = LastTwoFenceLines(answer_);
        return range ? Found("", *range, "lcb") : Missing("lcb", "no_block");
      }
      case CodeRule::kLiveCodeBenchBase:
        return Found("", Stripped(answer_), "lcb_base");
      case CodeRule::kBlock: {
        const std::optional<Range> range =
            PreferredBlock(FindBlocks(answer_), input_.language, AnyBlock);
        return range ? Found("", *range, "block") : Missing("block", "no_block");
      }
      case CodeRule::kCompletion:
        return Completion();
      case CodeRule::kChat:
        return Chat();
      case CodeRule::kWhole:
        return Found("", {0, answer_.size()}, "whole");
    }
    return Missing("whole", "empty");
  }

 private:
  static CodeExtraction Missing(std::string_view rule, std::string_view reason) {
    CodeExtraction extraction;
    extraction.rule = rule;
    extraction.reason = reason;
    return extraction;
  }

  std::string_view Text(const Range& range) const {
    return answer_.substr(range.begin, range.end - range.begin);
  }

  CodeExtraction Found(std::string_view before, const Range& range, std::string_view rule) const {
    const std::string_view text = Text(range);
    // A completion may be empty: the prompt is then the program.
    if (before.empty() && text.find_first_not_of(kSpace) == std::string_view::npos) {
      return Missing(rule, "empty");
    }
    CodeExtraction extraction;
    extraction.found = true;
    extraction.code = std::string(before) + std::string(text);
    extraction.span = {answer_begin_ + range.begin, answer_begin_ + range.end};
    extraction.rule = rule;
    return extraction;
  }

  CodeExtraction Completion() const {
    size_t end = answer_.size();
    for (const std::string_view word : input_.stop_words) {
      end = std::min(end, answer_.find(word));
    }
    return Found(input_.prompt, {0, end}, "completion");
  }

  CodeExtraction Chat() const {
    const auto defines = [&](const Range& range) {
      return FindDefinition(Text(range), input_.entry_point) != std::string_view::npos;
    };
    const size_t own = FindDefinition(input_.prompt, input_.entry_point);
    const std::string_view preamble =
        own == std::string_view::npos ? std::string_view() : input_.prompt.substr(0, own);
    const std::vector<Block> blocks = FindBlocks(answer_);
    if (const std::optional<Range> block = PreferredBlock(blocks, input_.language, defines)) {
      return Found(preamble, *block, "chat_block");
    }
    const Range whole{0, answer_.size()};
    if (defines(whole)) return Found(preamble, whole, "chat_whole");
    if (const std::optional<Range> body = PreferredBlock(blocks, input_.language, AnyBlock)) {
      return Found(input_.prompt, *body, "chat_body");
    }
    return Completion();
  }

  const CodeExtractionInput& input_;
  std::string_view answer_;
  size_t answer_begin_;
};

}  // namespace

const char* CodeRuleName(CodeRule rule) {
  for (const RuleRow& row : kRules) {
    if (row.rule == rule) return row.name;
  }
  return "whole";
}

Result<CodeRule> CodeRuleFromName(std::string_view name) {
  std::vector<std::string_view> known;
  for (const RuleRow& row : kRules) {
    if (row.name == name) return row.rule;
    known.emplace_back(row.name);
  }
  return InvalidInput(
      fmt::format("unknown rule \"{}\" for code (known: {})", name, fmt::join(known, ", ")));
}

std::span<const std::string_view> HumanEvalStopWords() { return kHumanEvalStops; }
std::span<const std::string_view> BigCodeStopWords() { return kBigCodeStops; }
std::span<const std::string_view> MbppStopWords() { return kMbppStops; }

CodeExtraction ExtractCode(CodeRule rule, const CodeExtractionInput& input) {
  const std::optional<ThinkSpan> think = FindThinkSpan(input.completion, input.prompt_opens_think);
  if (think && !think->closed) {
    CodeExtraction extraction;
    extraction.rule = CodeRuleName(rule);
    extraction.reason = "think_open";
    return extraction;
  }
  const std::string_view answer = AnswerPart(input.completion, think);
  const auto begin = static_cast<size_t>(answer.data() - input.completion.data());
  return Extractor(input, answer, answer.empty() ? input.completion.size() : begin).Extract(rule);
}

}  // namespace rbench
