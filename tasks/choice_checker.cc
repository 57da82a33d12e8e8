#include <optional>
#include <utility>

#include <fmt/format.h>

#include "tasks/answer_text.h"
#include "tasks/extracting_checker.h"

// Kind "choice": one letter of A, B, C ... in the usual shapes: "B", "(B)", "B)", "B.", "\text{B}",
// "option B", "B) the text of B", or the text of an option where no other option has it. Options:
// max_options (letters allowed where the problem lists no options).

namespace rbench {
namespace {

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
char Upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

std::string NormalText(std::string_view text) {
  return AsciiLower(CollapseSpace(StripWrapping(text)));
}

class ChoiceChecker : public ExtractingChecker {
 public:
  ChoiceChecker(const CheckerOptions& options, int max_options, std::vector<ExtractionRule> rules)
      : ExtractingChecker("choice", 1, options.effective(), std::move(rules)), max_options_(max_options) {}

  Status ValidateGold(const Problem& problem) const override {
    if (problem.options.size() > 26) return InvalidInput("more than 26 options");
    if (problem.options.size() == 1)
      return InvalidInput("a multiple choice needs at least two options");
    return ExtractingChecker::ValidateGold(problem);
  }

 protected:
  bool Reads(const Problem& problem, std::string_view text, GradeMode mode) const override {
    return Read(problem, text, mode).has_value();
  }

  Judgement Judge(const Problem& problem, std::string_view answer, GradeMode mode) const override {
    const std::optional<int> gold = Read(problem, problem.gold, GradeMode::kBare);
    const std::optional<int> chosen = Read(problem, answer, mode);
    if (!gold || !chosen) return {Outcome::kWrong, "unparsed"};
    if (*gold == *chosen) return {Outcome::kCorrect, "equal"};
    return {Outcome::kWrong, "different"};
  }

 private:
  // The number of the option meant, from 0.
  std::optional<int> Read(const Problem& problem, std::string_view text, GradeMode mode) const {
    text = StripWrapping(text);
    if (std::optional<int> index = ReadLetter(problem, text, mode)) return index;
    return ReadOptionText(problem, text);
  }

  std::optional<int> Index(const Problem& problem, char letter) const {
    const int index = Upper(letter) - 'A';
    const int count =
        problem.options.empty() ? max_options_ : static_cast<int>(problem.options.size());
    if (index < 0 || index >= count) return std::nullopt;
    return index;
  }

  std::optional<int> ReadLetter(const Problem& problem, std::string_view text,
                                GradeMode mode) const {
    for (const std::string_view word : {"option ", "Option ", "choice ", "Choice ", "answer "}) {
      if (text.starts_with(word)) text = StripWrapping(text.substr(word.size()));
    }
    if (text.starts_with("\\text") || text.starts_with("\\mathbf") ||
        text.starts_with("\\mathrm")) {
      return ReadCommand(problem, text, mode);
    }
    const bool opened = text.starts_with('(') || text.starts_with('[');
    if (opened) text.remove_prefix(1);
    // "(\text{B})" and "**B**)".
    const size_t close = opened ? text.find_first_of(")]") : std::string_view::npos;
    if (opened && close == std::string_view::npos) return std::nullopt;
    if (opened) {
      const std::string_view inside = StripWrapping(text.substr(0, close));
      if (inside.size() != 1 || !IsLetter(inside[0])) return std::nullopt;
      return WithText(problem, Index(problem, inside[0]), text.substr(close + 1), mode);
    }
    if (text.empty() || !IsLetter(text[0])) return std::nullopt;
    const std::optional<int> index = Index(problem, text[0]);
    std::string_view rest = text.substr(1);
    if (rest.empty()) return index;
    if (std::string_view(").:],").find(rest[0]) != std::string_view::npos) {
      return WithText(problem, index, rest.substr(1), mode);
    }
    // "B because ..."; "A" and "I" begin sentences as words, so they need a mark.
    const bool is_word = text[0] == 'A' || text[0] == 'I' || (text[0] >= 'a' && text[0] <= 'z');
    if (rest[0] != ' ' || is_word) return std::nullopt;
    return WithText(problem, index, rest, mode);
  }

  // "\textbf{(B)} the text of B".
  std::optional<int> ReadCommand(const Problem& problem, std::string_view text,
                                 GradeMode mode) const {
    const size_t open = text.find('{');
    const size_t close = open == std::string_view::npos ? open : MatchingBrace(text, open);
    if (close == std::string_view::npos) return std::nullopt;
    std::string_view mark = StripWrapping(text.substr(open + 1, close - open - 1));
    if (mark.ends_with(')')) mark.remove_suffix(1);
    if (mark.starts_with('(')) mark.remove_prefix(1);
    if (mark.size() != 1 || !IsLetter(mark[0])) return std::nullopt;
    return WithText(problem, Index(problem, mark[0]), text.substr(close + 1), mode);
  }

  // What follows the letter must be the text of that option; where lenient, anything that is not
  // another option's.
  std::optional<int> WithText(const Problem& problem, std::optional<int> index,
                              std::string_view rest, GradeMode mode) const {
    if (!rest.empty() && std::string_view(".:)").find(rest[0]) != std::string_view::npos) {
      rest.remove_prefix(1);
    }
    const std::string text = NormalText(rest);
    if (!index || text.empty() || problem.options.empty()) {
      return text.empty() || mode == GradeMode::kLenient ? index : std::nullopt;
    }
    if (NormalText(problem.options[static_cast<size_t>(*index)]) == text) return index;
    for (const std::string& option : problem.options) {
      if (NormalText(option) == text) return std::nullopt;
    }
    return mode == GradeMode::kLenient ? index : std::nullopt;
  }

  std::optional<int> ReadOptionText(const Problem& problem, std::string_view text) const {
    const std::string wanted = NormalText(text);
    if (wanted.empty()) return std::nullopt;
    std::optional<int> found;
    for (size_t i = 0; i < problem.options.size(); ++i) {
      if (NormalText(problem.options[i]) != wanted) continue;
      if (found) return std::nullopt;
      found = static_cast<int>(i);
    }
    return found;
  }

  const int max_options_;
};

}  // namespace

CheckerResult MakeChoiceChecker(const Json& options, std::vector<ExtractionRule> rules) {
  CheckerOptions reader("choice", options);
  const int max_options = static_cast<int>(reader.Int("max_options", 10, 2, 26));
  RBENCH_RETURN_IF_ERROR(reader.Finish());
  return std::unique_ptr<const Checker>(
      std::make_unique<ChoiceChecker>(reader, max_options, std::move(rules)));
}

}  // namespace rbench
