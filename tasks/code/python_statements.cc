#include "tasks/code/python_statements.h"

#include <algorithm>

#include <fmt/format.h>

#include "tasks/code/python_string.h"

namespace rbench {
namespace {

constexpr int kMaxOpenBrackets = 100;

bool IsNameCharacter(char c) {
  const char lower = static_cast<char>(c | 0x20);
  return c == '_' || (c >= '0' && c <= '9') || (lower >= 'a' && lower <= 'z') ||
         static_cast<unsigned char>(c) >= 0x80;
}

class Splitter {
 public:
  explicit Splitter(std::string_view source) : source_(source) {}

  Result<std::vector<PythonStatement>> Split() {
    while (at_ < source_.size()) {
      const int indent = TakeIndent();
      RBENCH_RETURN_IF_ERROR(TakeLogicalLine(indent));
    }
    return std::move(statements_);
  }

 private:
  int TakeIndent() {
    int column = 0;
    for (; at_ < source_.size(); ++at_) {
      const char c = source_[at_];
      if (c == ' ') {
        ++column;
      } else if (c == '\t') {
        column = column / 8 * 8 + 8;
      } else if (c == '\f') {
        column = 0;
      } else {
        break;
      }
    }
    return column;
  }

  Error Wrong(std::string_view what) const {
    return InvalidInput(fmt::format("Python source, line {}: {}", line_, what));
  }

  void Finish(size_t start, size_t start_line, int indent) {
    std::string_view text = source_.substr(start, at_ - start);
    const size_t last = text.find_last_not_of(" \t\f\r\n");
    if (last == std::string_view::npos) return;
    text = text.substr(0, last + 1);
    const size_t first = text.find_first_not_of(" \t\f");
    statements_.push_back({start_line, indent, text.substr(first)});
  }

  void SkipComment() { at_ = std::min(source_.find('\n', at_), source_.size()); }

  // From the first character behind the indentation to behind the line end.
  Status TakeLogicalLine(int indent) {
    size_t start = at_;
    size_t start_line = line_;
    int open = 0;
    while (at_ < source_.size()) {
      const char c = source_[at_];
      if (c == '\n') {
        if (open == 0) break;
        ++line_;
        ++at_;
      } else if (c == '#') {
        if (open == 0) {
          Finish(start, start_line, indent);
          SkipComment();
          start = at_;
          start_line = line_;
        } else {
          SkipComment();
        }
      } else if (c == '\\') {
        RBENCH_RETURN_IF_ERROR(TakeBackslash());
      } else if (c == ';' && open == 0) {
        Finish(start, start_line, indent);
        start = ++at_;
        start_line = line_;
      } else if (PythonStringBegins(source_, at_)) {
        RBENCH_RETURN_IF_ERROR(TakeString());
      } else if (IsNameCharacter(c)) {
        // Whole names, so that the b of "grab" is no prefix of a string.
        TakeName();
      } else {
        RBENCH_RETURN_IF_ERROR(CountBracket(c, open));
        ++at_;
      }
    }
    if (open > 0) return Wrong("a bracket without end");
    Finish(start, start_line, indent);
    if (at_ < source_.size()) {
      ++at_;
      ++line_;
    }
    return {};
  }

  Status TakeBackslash() {
    ++at_;
    if (at_ < source_.size() && source_[at_] == '\r') ++at_;
    if (at_ == source_.size() || source_[at_] != '\n') return Wrong("a backslash inside a line");
    ++at_;
    ++line_;
    return {};
  }

  Status TakeString() {
    Result<PythonStringToken> token = ScanPythonString(source_, at_);
    if (!token) return Wrong("a string without end");
    const std::string_view text = source_.substr(at_, token->end - at_);
    line_ += static_cast<size_t>(std::count(text.begin(), text.end(), '\n'));
    at_ = token->end;
    return {};
  }

  void TakeName() {
    while (at_ < source_.size() && IsNameCharacter(source_[at_])) ++at_;
  }

  Status CountBracket(char c, int& open) const {
    if (c == '(' || c == '[' || c == '{') {
      if (++open > kMaxOpenBrackets) return Wrong("too many open brackets");
    } else if (c == ')' || c == ']' || c == '}') {
      if (--open < 0) return Wrong("a bracket that nothing opened");
    }
    return {};
  }

  std::string_view source_;
  size_t at_ = 0;
  size_t line_ = 1;
  std::vector<PythonStatement> statements_;
};

}  // namespace

Result<std::vector<PythonStatement>> SplitPythonStatements(std::string_view source) {
  return Splitter(source).Split();
}

}  // namespace rbench
