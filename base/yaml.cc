#include "base/yaml.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <exception>
#include <sstream>
#include <system_error>

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include "base/files.h"
#include "base/nearest.h"
#include "base/utf8.h"

namespace rbench {

struct YamlNode::Impl {
  struct Member {
    std::string key;
    int line = 0;  // of the key
    std::shared_ptr<const Impl> value;
  };

  Kind kind = Kind::kNull;
  int line = 1;
  bool plain = false;
  std::shared_ptr<const std::string> where;
  std::string text;
  std::vector<std::shared_ptr<const Impl>> items;
  std::vector<Member> members;
};

namespace {

using Node = YamlNode::Impl;

constexpr size_t kMaxBytes = size_t{1} << 20;
constexpr size_t kMaxDepth = 64;
constexpr size_t kMaxNodes = 100000;

Error ErrorAt(std::string_view where, int line, std::string_view message) {
  return InvalidInput(fmt::format("{}:{}: {}", where, line, message));
}

std::string Quoted(std::string_view text) {
  constexpr size_t kShown = 60;
  std::string clean = EscapeForTerminal(text.substr(0, std::min(text.size(), kShown)));
  if (text.size() > kShown) clean += "...";
  return "\"" + clean + "\"";
}

// Ends yaml-cpp's walk at the first thing that is refused.
struct Refusal {
  int line = 0;
  std::string message;
};

// Builds the tree from the parser's events, so that anchors, aliases and tags are seen (and
// refused) before anything is made of them.
class TreeBuilder : public YAML::EventHandler {
 public:
  // `text` is what the parser reads.
  TreeBuilder(std::string_view text, std::string_view where)
      : text_(text), where_(std::make_shared<std::string>(where)) {}

  std::shared_ptr<const Node> root() const { return root_; }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (documents_++ > 0) Refuse(mark, "a second document is not allowed");
  }
  void OnDocumentEnd() override {}
  void OnAnchor(const YAML::Mark& mark, const std::string&) override {
    Refuse(mark, "anchors are not allowed");
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    Refuse(mark, "aliases are not allowed");
  }
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    Add(Make(mark, YamlNode::Kind::kNull, "?", anchor));
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    std::shared_ptr<Node> node = Make(mark, YamlNode::Kind::kScalar, tag, anchor);
    node->plain = tag == "?";
    node->text = value;
    if (!node->plain) RefuseOpenQuote(mark);
    Add(std::move(node));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    Open(mark, Make(mark, YamlNode::Kind::kList, tag, anchor));
  }
  void OnSequenceEnd() override { CloseInnermost(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    Open(mark, Make(mark, YamlNode::Kind::kMap, tag, anchor));
  }
  void OnMapEnd() override {
    RefuseRepeatedKeys(open_.back()->members);
    CloseInnermost();
  }

 private:
  [[noreturn]] static void Refuse(const YAML::Mark& mark, std::string message) {
    throw Refusal{mark.line + 1, std::move(message)};
  }

  // yaml-cpp takes a quoted scalar that runs into the end of the file.
  void RefuseOpenQuote(const YAML::Mark& mark) const {
    auto i = static_cast<size_t>(std::max(mark.pos, 0));
    if (i >= text_.size()) return;
    const char quote = text_[i];
    if (quote == '!') Refuse(mark, "tags are not allowed");
    if (quote != '"' && quote != '\'') return;  // a block scalar
    for (++i; i < text_.size(); ++i) {
      if (text_[i] == '\\' && quote == '"') {
        ++i;
      } else if (text_[i] == quote) {
        const bool doubled = quote == '\'' && i + 1 < text_.size() && text_[i + 1] == quote;
        if (!doubled) return;
        ++i;
      }
    }
    Refuse(mark, "the quoted text has no end");
  }

  std::shared_ptr<Node> Make(const YAML::Mark& mark, YamlNode::Kind kind, const std::string& tag,
                             YAML::anchor_t anchor) {
    // "?" is a plain node without a tag, "!" a quoted one; collections may have an empty tag.
    if (!tag.empty() && tag != "?" && tag != "!") Refuse(mark, "tags are not allowed");
    if (anchor != 0) Refuse(mark, "anchors are not allowed");
    if (++nodes_ > kMaxNodes) Refuse(mark, fmt::format("more than {} nodes", kMaxNodes));
    auto node = std::make_shared<Node>();
    node->kind = kind;
    node->line = mark.line + 1;
    node->where = where_;
    return node;
  }

  void Add(std::shared_ptr<Node> node) {
    if (open_.empty()) {
      root_ = std::move(node);
      return;
    }
    Node& parent = *open_.back();
    if (parent.kind == YamlNode::Kind::kList) {
      parent.items.push_back(std::move(node));
    } else if (parent.members.empty() || parent.members.back().value != nullptr) {
      if (node->kind != YamlNode::Kind::kScalar) {
        throw Refusal{node->line, "a key must be a word, not empty, null, a list or a map"};
      }
      parent.members.push_back({std::move(node->text), node->line, nullptr});
    } else {
      parent.members.back().value = std::move(node);
    }
  }

  void Open(const YAML::Mark& mark, std::shared_ptr<Node> node) {
    if (open_.size() >= kMaxDepth) {
      Refuse(mark, fmt::format("nested deeper than {} levels", kMaxDepth));
    }
    std::shared_ptr<Node> kept = node;
    Add(std::move(node));
    open_.push_back(std::move(kept));
  }

  void CloseInnermost() { open_.pop_back(); }

  static void RefuseRepeatedKeys(const std::vector<Node::Member>& members) {
    std::vector<const Node::Member*> sorted;
    sorted.reserve(members.size());
    for (const Node::Member& member : members) sorted.push_back(&member);
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const Node::Member* a, const Node::Member* b) { return a->key < b->key; });
    const Node::Member* first = nullptr;
    for (size_t i = 1; i < sorted.size(); ++i) {
      if (sorted[i]->key != sorted[i - 1]->key) continue;
      if (first == nullptr || sorted[i] < first) first = sorted[i];
    }
    if (first != nullptr) throw Refusal{first->line, "duplicate key " + Quoted(first->key)};
  }

  std::string_view text_;
  std::shared_ptr<const std::string> where_;
  std::shared_ptr<const Node> root_;
  std::vector<std::shared_ptr<Node>> open_;
  size_t nodes_ = 0;
  int documents_ = 0;
};

const char* KindName(YamlNode::Kind kind) {
  switch (kind) {
    case YamlNode::Kind::kNull:
      return "nothing";
    case YamlNode::Kind::kScalar:
      return "a scalar";
    case YamlNode::Kind::kList:
      return "a list";
    case YamlNode::Kind::kMap:
      return "a map";
  }
  return "nothing";
}

// [+-] digits [. digits] [e [+-] digits] with at least one digit in front of the exponent.
bool IsDecimal(std::string_view text) {
  size_t i = 0;
  const auto digits = [&] {
    const size_t start = i;
    while (i < text.size() && text[i] >= '0' && text[i] <= '9') ++i;
    return i - start;
  };
  const auto sign = [&] {
    if (i < text.size() && (text[i] == '+' || text[i] == '-')) ++i;
  };
  sign();
  size_t mantissa = digits();
  if (i < text.size() && text[i] == '.') {
    ++i;
    mantissa += digits();
  }
  if (mantissa == 0) return false;
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    ++i;
    sign();
    if (digits() == 0) return false;
  }
  return i == text.size();
}

std::string_view WithoutPlus(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  return text;
}

}  // namespace

YamlNode::Kind YamlNode::kind() const { return impl_->kind; }

int YamlNode::line() const { return impl_->line; }

bool YamlNode::IsPlainScalar() const { return impl_->kind == Kind::kScalar && impl_->plain; }

Error YamlNode::ErrorHere(std::string_view message) const {
  return ErrorAt(*impl_->where, impl_->line, message);
}

Result<std::string> YamlNode::AsString() const {
  if (impl_->kind != Kind::kScalar) {
    return ErrorHere(fmt::format("expected a text, found {}", KindName(impl_->kind)));
  }
  return impl_->text;
}

Result<int64_t> YamlNode::AsInt() const {
  if (!IsPlainScalar()) {
    return ErrorHere(impl_->kind == Kind::kScalar
                         ? "expected an integer without quotes, found " + Quoted(impl_->text)
                         : fmt::format("expected an integer, found {}", KindName(impl_->kind)));
  }
  const std::string_view text = impl_->text;
  const std::string_view unsigned_part =
      text.substr(text.starts_with('+') || text.starts_with('-'));
  const bool all_digits = !unsigned_part.empty() &&
                          unsigned_part.find_first_not_of("0123456789") == std::string_view::npos;
  if (!all_digits) return ErrorHere("expected an integer, found " + Quoted(text));
  const std::string_view digits = WithoutPlus(text);
  int64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size()) {
    return ErrorHere("the integer " + Quoted(text) + " is out of range");
  }
  return value;
}

Result<double> YamlNode::AsDouble() const {
  if (!IsPlainScalar()) {
    return ErrorHere(impl_->kind == Kind::kScalar
                         ? "expected a number without quotes, found " + Quoted(impl_->text)
                         : fmt::format("expected a number, found {}", KindName(impl_->kind)));
  }
  if (!IsDecimal(impl_->text)) return ErrorHere("expected a number, found " + Quoted(impl_->text));
  const std::string_view digits = WithoutPlus(impl_->text);
  double value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size() || !std::isfinite(value)) {
    return ErrorHere("the number " + Quoted(impl_->text) + " is out of range");
  }
  return value;
}

Result<bool> YamlNode::AsBool() const {
  if (IsPlainScalar() && impl_->text == "true") return true;
  if (IsPlainScalar() && impl_->text == "false") return false;
  return ErrorHere("expected true or false, found " + (impl_->kind == Kind::kScalar
                                                           ? Quoted(impl_->text)
                                                           : std::string(KindName(impl_->kind))));
}

Result<std::vector<YamlNode>> YamlNode::AsList() const {
  if (impl_->kind != Kind::kList) {
    return ErrorHere(fmt::format("expected a list, found {}", KindName(impl_->kind)));
  }
  std::vector<YamlNode> items;
  items.reserve(impl_->items.size());
  for (const auto& item : impl_->items) items.emplace_back(item);
  return items;
}

Result<std::vector<std::pair<std::string, YamlNode>>> YamlNode::AsMap() const {
  if (impl_->kind != Kind::kMap) {
    return ErrorHere(fmt::format("expected a map, found {}", KindName(impl_->kind)));
  }
  std::vector<std::pair<std::string, YamlNode>> members;
  members.reserve(impl_->members.size());
  for (const auto& member : impl_->members) members.emplace_back(member.key, member.value);
  return members;
}

Result<YamlNode> ParseYaml(std::string_view text, std::string_view where) {
  if (text.size() > kMaxBytes) {
    return ErrorAt(where, 1, fmt::format("larger than {} bytes", kMaxBytes));
  }
  // yaml-cpp would guess UTF-16 or UTF-32 from zero bytes.
  if (!IsValidUtf8(text) || text.find('\0') != std::string_view::npos) {
    return ErrorAt(where, 1, "not UTF-8 text");
  }
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  TreeBuilder builder(text, where);
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const Refusal& refusal) {
    return ErrorAt(where, refusal.line, refusal.message);
  } catch (const YAML::Exception& exception) {
    // Messages may hold a lone byte of the text.
    return ErrorAt(where, std::max(exception.mark.line, 0) + 1, EscapeForTerminal(exception.msg));
  } catch (const std::exception& exception) {
    return ErrorAt(where, 1, EscapeForTerminal(exception.what()));
  }
  if (builder.root() != nullptr) return YamlNode(builder.root());
  auto nothing = std::make_shared<Node>();
  nothing->where = std::make_shared<std::string>(where);
  return YamlNode(std::move(nothing));
}

Result<YamlNode> ReadYamlFile(const std::string& path) {
  RBENCH_ASSIGN_OR_RETURN(const std::string text, ReadFile(path, kMaxBytes));
  return ParseYaml(text, path);
}

Result<YamlMap> YamlMap::From(const YamlNode& node) {
  YamlMap map(node);
  RBENCH_ASSIGN_OR_RETURN(map.members_, node.AsMap());
  return map;
}

bool YamlMap::Has(std::string_view key) const {
  return std::any_of(members_.begin(), members_.end(),
                     [&](const auto& member) { return member.first == key; });
}

Result<std::optional<YamlNode>> YamlMap::NodeOr(std::string_view key) {
  if (std::find(known_.begin(), known_.end(), key) == known_.end()) known_.emplace_back(key);
  for (const auto& [name, value] : members_) {
    if (name == key) return std::optional<YamlNode>(value);
  }
  return std::optional<YamlNode>();
}

Result<YamlNode> YamlMap::Node(std::string_view key) {
  RBENCH_ASSIGN_OR_RETURN(std::optional<YamlNode> node, NodeOr(key));
  if (!node.has_value()) return node_.ErrorHere(fmt::format("missing key \"{}\"", key));
  return *std::move(node);
}

namespace {

// The reader's own error, with the key in it: "file:3: samples: expected an integer, found ...".
template <typename T>
Result<T> Named(const YamlNode& node, std::string_view key, Result<T> value) {
  if (value) return value;
  Error error = std::move(value).error();
  const std::string place = node.ErrorHere("").message;
  if (error.message.starts_with(place)) {
    error.message.insert(place.size(), fmt::format("{}: ", key));
  }
  return error;
}

}  // namespace

Result<std::string> YamlMap::String(std::string_view key) {
  RBENCH_ASSIGN_OR_RETURN(const YamlNode node, Node(key));
  return Named(node, key, node.AsString());
}

Result<int64_t> YamlMap::Int(std::string_view key) {
  RBENCH_ASSIGN_OR_RETURN(const YamlNode node, Node(key));
  return Named(node, key, node.AsInt());
}

Result<double> YamlMap::Double(std::string_view key) {
  RBENCH_ASSIGN_OR_RETURN(const YamlNode node, Node(key));
  return Named(node, key, node.AsDouble());
}

Result<bool> YamlMap::Bool(std::string_view key) {
  RBENCH_ASSIGN_OR_RETURN(const YamlNode node, Node(key));
  return Named(node, key, node.AsBool());
}

Result<std::string> YamlMap::StringOr(std::string_view key, std::string_view fallback) {
  RBENCH_ASSIGN_OR_RETURN(const std::optional<YamlNode> node, NodeOr(key));
  if (!node.has_value()) return std::string(fallback);
  return Named(*node, key, node->AsString());
}

Result<int64_t> YamlMap::IntOr(std::string_view key, int64_t fallback) {
  RBENCH_ASSIGN_OR_RETURN(const std::optional<YamlNode> node, NodeOr(key));
  if (!node.has_value()) return fallback;
  return Named(*node, key, node->AsInt());
}

Result<double> YamlMap::DoubleOr(std::string_view key, double fallback) {
  RBENCH_ASSIGN_OR_RETURN(const std::optional<YamlNode> node, NodeOr(key));
  if (!node.has_value()) return fallback;
  return Named(*node, key, node->AsDouble());
}

Result<bool> YamlMap::BoolOr(std::string_view key, bool fallback) {
  RBENCH_ASSIGN_OR_RETURN(const std::optional<YamlNode> node, NodeOr(key));
  if (!node.has_value()) return fallback;
  return Named(*node, key, node->AsBool());
}

Result<std::vector<std::string>> YamlMap::StringsOr(std::string_view key,
                                                    std::vector<std::string> fallback) {
  RBENCH_ASSIGN_OR_RETURN(const std::optional<YamlNode> node, NodeOr(key));
  if (!node.has_value()) return fallback;
  std::vector<std::string> texts;
  if (node->kind() != YamlNode::Kind::kList) {
    RBENCH_ASSIGN_OR_RETURN(std::string text, Named(*node, key, node->AsString()));
    texts.push_back(std::move(text));
    return texts;
  }
  RBENCH_ASSIGN_OR_RETURN(const std::vector<YamlNode> items, node->AsList());
  for (const YamlNode& item : items) {
    RBENCH_ASSIGN_OR_RETURN(std::string text, Named(item, key, item.AsString()));
    texts.push_back(std::move(text));
  }
  return texts;
}

Status YamlMap::Finish() const {
  for (const auto& member : node_.impl_->members) {
    if (std::find(known_.begin(), known_.end(), member.key) != known_.end()) continue;
    return ErrorAt(
        *node_.impl_->where, member.line,
        fmt::format("unknown key {}{}", Quoted(member.key), DidYouMean(member.key, known_)));
  }
  return {};
}

}  // namespace rbench
