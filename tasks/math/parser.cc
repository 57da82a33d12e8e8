#include "tasks/math/parser.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "tasks/math/answer_parser.h"
#include "tasks/math/lexer.h"

namespace rbench::math {
namespace {

// Whether every brace closes inside `text`, and none that it did not open.
bool Balanced(std::string_view text) {
  size_t depth = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '{') {
      ++depth;
    } else if (text[i] == '}' && depth-- == 0) {
      return false;
    }
  }
  return depth == 0;
}

// Without the dress of a whole answer: white space, $ and \( \), Markdown, a full stop.
std::string_view Undressed(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; };
  const auto trim = [&] {
    while (!text.empty() && blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && blank(text.back())) {
      text.remove_suffix(1);
      // The "\ " of LaTeX is a blank of two bytes.
      size_t backslashes = 0;
      while (backslashes < text.size() && text[text.size() - 1 - backslashes] == '\\') {
        ++backslashes;
      }
      if (backslashes % 2 == 1) text.remove_suffix(1);
    }
  };
  struct Pair {
    std::string_view open;
    std::string_view close;
  };
  constexpr Pair kPairs[] = {{"$$", "$$"}, {"$", "$"}, {"\\(", "\\)"},   {"\\[", "\\]"},
                             {"**", "**"}, {"`", "`"}, {"\\boxed{", "}"}};
  for (int layer = 0; layer < 8; ++layer) {
    trim();
    const size_t before = text.size();
    for (const Pair& pair : kPairs) {
      if (text.size() < pair.open.size() + pair.close.size() || !text.starts_with(pair.open) ||
          !text.ends_with(pair.close)) {
        continue;
      }
      const std::string_view inside =
          text.substr(pair.open.size(), text.size() - pair.open.size() - pair.close.size());
      const bool one =
          pair.close == "}" ? Balanced(inside) : inside.find(pair.close) == std::string_view::npos;
      if (!one) continue;
      text = inside;
      break;
    }
    if (!text.empty() &&
        (text.back() == '.' || text.back() == ',' || text.back() == ';' || text.back() == ':') &&
        !text.ends_with("\\,") && !text.ends_with("\\;") && !text.ends_with("\\:") &&
        !text.ends_with("...")) {
      text.remove_suffix(1);
    }
    if (text.size() == before) break;
  }
  trim();
  return text;
}

}  // namespace

std::string Parser::Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return lower;
}

ParseResult Parser::Run() {
  ParseResult result;
  NodeId root = Words();
  if (root == kNone && !too_large_) root = List(true);
  if (root != kNone && !At(T::kEnd)) root = Fail("unexpected " + Shown(Now()));
  if (root == kNone) {
    result.status = too_large_ ? ParseStatus::kTooLarge : ParseStatus::kUnparsed;
    result.position = position_;
    result.message = message_.empty() ? "no answer" : message_;
    return result;
  }
  tree_.root = root;
  result.status = ParseStatus::kParsed;
  result.tree = std::move(tree_);
  return result;
}

std::string Parser::Shown(const Token& token) {
  if (token.kind == T::kEnd) return "end of the answer";
  return token.text.empty() ? "sign" : "\"" + token.text + "\"";
}

NodeId Parser::Fail(std::string message) {
  if (message_.empty()) {
    message_ = std::move(message);
    position_ = Now().position;
  }
  return kNone;
}

NodeId Parser::TooLarge(const char* message) {
  too_large_ = true;
  return Fail(message);
}

NodeId Parser::Make(K kind, std::string text, const std::vector<NodeId>& children, uint16_t count) {
  if (tree_.nodes.size() >= kMaxNodes) return TooLarge("too many parts");
  uint16_t depth = 1;
  for (const NodeId child : children) {
    if (child == kNone) return kNone;
    depth = std::max<uint16_t>(depth, static_cast<uint16_t>(depths_[child] + 1));
  }
  if (depth > kMaxDepth) return TooLarge("nested too deep");
  depths_.resize(tree_.nodes.size());
  depths_.push_back(depth);
  Node node;
  node.kind = kind;
  node.count = count;
  node.first = static_cast<uint32_t>(tree_.children.size());
  node.num_children = static_cast<uint32_t>(children.size());
  node.text = std::move(text);
  tree_.children.insert(tree_.children.end(), children.begin(), children.end());
  tree_.nodes.push_back(std::move(node));
  return static_cast<NodeId>(tree_.nodes.size() - 1);
}

ParseResult ParseAnswer(std::string_view text) {
  ParseResult result;
  if (text.size() > kMaxAnswerBytes) {
    result.status = ParseStatus::kTooLarge;
    result.message = "longer than 4096 bytes";
    return result;
  }
  const std::string_view inside = Undressed(text);
  LexResult lexed = Lex(inside);
  if (!lexed.ok) {
    result.status = lexed.too_large ? ParseStatus::kTooLarge : ParseStatus::kUnparsed;
    result.position = static_cast<size_t>(inside.data() - text.data()) + lexed.position;
    result.message = "cannot be read";
    return result;
  }
  result = Parser(std::move(lexed.tokens)).Run();
  result.position += static_cast<size_t>(inside.data() - text.data());
  return result;
}

}  // namespace rbench::math
