#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#include "tasks/math/answer_lexer.h"
#include "tasks/math/spellings.h"

// LaTeX commands and the text in them.

namespace rbench::math {

bool Lexer::Group(size_t at, std::string_view* inside, size_t* end) const {
  while (at < text_.size() && text_[at] == ' ') ++at;
  if (at >= text_.size() || text_[at] != '{') return false;
  size_t depth = 0;
  for (size_t i = at; i < text_.size(); ++i) {
    if (text_[i] == '\\') {
      ++i;
      continue;
    }
    if (text_[i] == '{') ++depth;
    if (text_[i] == '}' && --depth == 0) {
      *inside = text_.substr(at + 1, i - at - 1);
      *end = i + 1;
      return true;
    }
  }
  return false;
}

bool Lexer::Command() {
  if (Peek(1) == '\\') {
    // "\\frac": the backslash was escaped once more on its way, since "frac" alone says nothing.
    size_t end = at_ + 2;
    while (end < text_.size() && IsLetter(text_[end])) ++end;
    if (OnlyACommand(text_.substr(at_ + 2, end - at_ - 2))) {
      ++at_;
      return true;
    }
    return One(Kind::kRowEnd, "", 2);
  }
  if (Peek(1) == '{') {
    ++depth_;
    return One(Kind::kOpen, "{", 2);
  }
  if (Peek(1) == '}') {
    if (depth_ > 0) --depth_;
    return One(Kind::kClose, "}", 2);
  }
  if (Peek(1) == '|') return One(Kind::kBar, "", 2);
  if (Peek(1) == '%') return One(Kind::kPercent, "", 2);
  if (Peek(1) == '$') return One(Kind::kCurrency, "$", 2);
  if (Peek(1) == '&') return One(Kind::kAnd, "", 2);
  if (Peek(1) == '_') return One(Kind::kUnderscore, "", 2);
  if (Peek(1) == '(' || Peek(1) == ')' || Peek(1) == '[' || Peek(1) == ']') {
    at_ += 2; /* math delimiters inside */
    space_ = true;
    return true;
  }
  size_t i = at_ + 1;
  while (i < text_.size() && IsLetter(text_[i])) ++i;
  const std::string_view name = text_.substr(at_ + 1, i - at_ - 1);
  if (name.empty()) return false;
  if (name == "left" || name == "right" || name == "middle") {
    at_ = i;
    // \left. draws nothing.
    size_t j = i;
    while (j < text_.size() && text_[j] == ' ') ++j;
    if (j < text_.size() && text_[j] == '.') at_ = j + 1;
    return true;
  }
  if (IsSilentCommand(name)) {
    at_ = i;
    space_ = true;
    std::string_view inside;
    if (name == "hspace") Group(i, &inside, &at_);
    return true;
  }
  if (IsTransparentCommand(name)) {
    at_ = i;
    return true;
  }
  if (name == "phantom" || name == "hphantom" || name == "vphantom") {
    std::string_view inside;
    at_ = i;
    if (!Group(i, &inside, &at_)) {
      SkipSpace();
      if (at_ < text_.size()) ++at_; /* \phantom - */
    }
    return true;
  }
  // "\quadx": a space that lost its own.
  if (name.size() > 4 && name.starts_with("quad")) {
    at_ += 5;
    space_ = true;
    return true;
  }
  if (name == "not") {
    at_ = i;
    SkipSpace();
    if (Starts("=")) return One(Kind::kRelation, "!=", 1);
    if (Starts("\\in")) return One(Kind::kRelation, "notin", 3);
    return false;
  }
  if (name == "mathbb" || name == "Bbb" || name == "mathcal") {
    std::string_view inside;
    size_t end = i;
    if (!Group(i, &inside, &end)) {
      size_t j = i;
      while (j < text_.size() && text_[j] == ' ') ++j;
      inside = text_.substr(j, 1);
      end = j + 1;
    }
    while (!inside.empty() && inside.front() == ' ') inside.remove_prefix(1);
    if (inside.size() != 1 || std::strchr("RZNQC", inside[0]) == nullptr) {
      if (inside.size() != 1 || !IsLetter(inside[0])) return false;
      Add(Kind::kName, inside);
      at_ = end;
      return true;
    }
    Add(Kind::kNumberSet, inside);
    at_ = end;
    return true;
  }
  if (name == "begin" || name == "end") {
    std::string_view inside;
    size_t end = i;
    if (!Group(i, &inside, &end)) return false;
    // \begin{array}{cc}
    std::string_view columns;
    if (name == "begin" && inside == "array") Group(end, &columns, &end);
    Add(name == "begin" ? Kind::kBegin : Kind::kEnd_, inside);
    at_ = end;
    return true;
  }
  if (IsTextCommand(name)) {
    return Text(i, name);
  }
  const Spelling* found = FindCommand(name);
  if (found == nullptr) {
    // An unknown command is a name like any other, unless it takes an argument.
    std::string_view inside;
    size_t end = i;
    if (name.size() < 2 || Group(i, &inside, &end)) return false;
    Add(Kind::kName, name);
    at_ = i;
    return true;
  }
  if (found->kind == Kind::kOpen) ++depth_;
  if (found->kind == Kind::kClose && depth_ > 0) --depth_;
  Add(found->kind, found->meaning);
  at_ = i;
  return true;
}

bool Lexer::Text(size_t behind, std::string_view command) {
  std::string_view inside;
  size_t end = behind;
  if (!Group(behind, &inside, &end)) { /* \mathrm e */
    end = behind;
    while (end < text_.size() && text_[end] == ' ') ++end;
    if (end >= text_.size() || (!IsLetter(text_[end]) && !IsDigit(text_[end]))) return false;
    inside = text_.substr(end, 1);
    ++end;
  }
  std::string content;
  for (size_t i = 0; i < inside.size(); ++i) {
    char c = inside[i];
    if (c == '\\' && i + 1 < inside.size() && std::strchr(",;!: %$&", inside[i + 1]) != nullptr) {
      c = std::strchr("%$&", inside[i + 1]) != nullptr ? inside[i + 1] : ' ';
      ++i;
    }
    if (c == '\n' || c == '\t' || c == '~') c = ' ';
    if (c == ' ' && (content.empty() || content.back() == ' ')) continue;
    content += c;
  }
  while (!content.empty() && content.back() == ' ') content.pop_back();
  at_ = end;
  if (content.empty()) {
    space_ = true;
    return true;
  }
  std::string lower = content;
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  if (lower == "and" || lower == ", and" || lower == "," || lower == "&" || lower == "and,") {
    Add(lower == "," ? Kind::kComma : Kind::kAnd, "");
    return true;
  }
  if (lower == "or" || lower == ", or" || lower == "or,") {
    Add(Kind::kOr, "");
    return true;
  }
  const Kind last = result_.tokens.empty() ? Kind::kEnd : result_.tokens.back().kind;
  const bool after_number = last == Kind::kNumber || last == Kind::kGroupClose ||
                            last == Kind::kClose ||
                            (last == Kind::kName && result_.tokens.back().text == "pi");
  if (lower == "in" && !(after_number && last != Kind::kClose)) {
    Add(Kind::kRelation, "in");
    return true;
  }
  if (lower == "mod") {
    Add(Kind::kMod, "");
    return true;
  }
  for (const std::string_view sign : {"€", "£", "¥", "₹", "¢", "$"}) {
    if (content != sign) continue;
    Add(Kind::kCurrency, sign);
    return true;
  }
  if (after_number && (content == "min" || content == "sec")) { /* minutes, seconds */
    Add(Kind::kText, content);
    return true;
  }
  if (NumeralOf(content)) return true;
  const bool upright =
      command == "mathrm" || command == "operatorname" || command == "text" || command == "mathop";
  if (const std::string_view name = FunctionName(content); upright && !name.empty()) {
    Add(Kind::kFunction, name);
    return true;
  }
  // Single letters and (A) are mathematics; \mathrm{e} too.
  const bool single = content.size() == 1 && (IsLetter(content[0]) || IsDigit(content[0]));
  const bool choice =
      content.size() == 3 && content[0] == '(' && IsLetter(content[1]) && content[2] == ')';
  if (choice || (single && !(after_number && IsLetter(content[0]) && command != "mathit"))) {
    const std::string_view letter = choice ? std::string_view(content).substr(1, 1) : content;
    Add(IsDigit(letter[0]) ? Kind::kNumber : Kind::kName, letter);
    return true;
  }
  if (IsNumbers(content) || ((command == "textbf" || command == "textit") &&
                             content.find_first_of("0123456789") != std::string::npos)) {
    LexResult inner = Lex(content);
    if (!inner.ok) return false;
    inner.tokens.pop_back();
    for (Token& token : inner.tokens) result_.tokens.push_back(std::move(token));
    return true;
  }
  Add(Kind::kText, content);
  return true;
}

}  // namespace rbench::math
