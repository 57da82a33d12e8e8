#include "models/template/json_text.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "models/template/printing.h"

namespace rbench::jinja {
namespace {

class Writer {
 public:
  Writer(const JsonTextOptions& options, Budget& budget) : options_(options), budget_(budget) {}

  Status Write(const Value& value) {
    RBENCH_RETURN_IF_ERROR(budget_.Grow(out_.size(), 32));
    const Budget::Nesting nesting(budget_);
    RBENCH_RETURN_IF_ERROR(nesting.status());
    switch (value.kind()) {
      case Kind::kNone:
        out_.Append("null");
        return {};
      case Kind::kBool:
        out_.Append(value.AsInt() != 0 ? "true" : "false");
        return {};
      case Kind::kInt:
        out_.Append(std::to_string(value.AsInt()));
        return {};
      case Kind::kFloat:
        out_.Append(Number(value.AsDouble()));
        return {};
      case Kind::kText:
        return String(value.text());
      case Kind::kList:
      case Kind::kTuple:
        return Array(value.As<Sequence>().items);
      case Kind::kDict:
        return Members(value.As<Dict>().items());
      default:
        return InvalidInput(
            fmt::format("Object of type {} is not JSON serializable", TypeName(value)));
    }
  }

  TextPtr Finish() { return out_.Finish(); }

 private:
  static std::string Number(double number) {
    if (std::isnan(number)) return "NaN";
    if (std::isinf(number)) return number > 0 ? "Infinity" : "-Infinity";
    return FloatRepr(number);
  }

  Status String(const Text& text) {
    RBENCH_RETURN_IF_ERROR(budget_.Grow(out_.size(), 2 * text.bytes.size(), text.untrusted.size()));
    out_.Append("\"");
    ForEachCharacter(text, [&](char32_t c, bool untrusted, size_t begin, size_t end) {
      Character(text, c, untrusted, begin, end);
      return true;
    });
    out_.Append("\"");
    return {};
  }

  void Character(const Text& text, char32_t c, bool untrusted, size_t begin, size_t end) {
    constexpr std::string_view kLetters = "\"\\\n\r\t\b\f";
    constexpr std::string_view kEscapes = "\"\\nrtbf";
    const auto value = static_cast<uint32_t>(c);
    const size_t known =
        value < 0x80 ? kLetters.find(static_cast<char>(c)) : std::string_view::npos;
    if (known != std::string_view::npos) {
      const char escape[2] = {'\\', kEscapes[known]};
      out_.Append(std::string_view(escape, 2), untrusted);
    } else if (value < 0x20 ||
               (options_.ensure_ascii && value >= 0x7F && value < 0x10000 && value != 0x7F)) {
      out_.Append(fmt::format("\\u{:04x}", value), untrusted);
    } else if (options_.ensure_ascii && value >= 0x10000) {
      const uint32_t rest = value - 0x10000;
      out_.Append(fmt::format("\\u{:04x}\\u{:04x}", 0xD800 + (rest >> 10), 0xDC00 + (rest & 0x3FF)),
                  untrusted);
    } else {
      out_.Append(text, begin, end);
    }
  }

  Status NewLine() {
    if (!options_.indent) return {};
    const Text& indent = **options_.indent;
    RBENCH_RETURN_IF_ERROR(
        budget_.Grow(out_.size(), 1 + indent.bytes.size() * static_cast<uint64_t>(level_)));
    out_.Append("\n");
    for (int i = 0; i < level_; ++i) out_.Append(indent);
    return {};
  }

  Status Separator(const TextPtr& wanted, std::string_view standard) {
    if (wanted == nullptr) {
      out_.Append(standard);
      return {};
    }
    RBENCH_RETURN_IF_ERROR(budget_.Grow(out_.size(), wanted->bytes.size()));
    out_.Append(*wanted);
    return {};
  }

  Status BeforeItem(bool first) {
    if (!first)
      RBENCH_RETURN_IF_ERROR(Separator(options_.item_separator, options_.indent ? "," : ", "));
    return NewLine();
  }

  Status Array(const std::vector<Value>& items) {
    if (items.empty()) {
      out_.Append("[]");
      return {};
    }
    out_.Append("[");
    ++level_;
    bool first = true;
    for (const Value& item : items) {
      RBENCH_RETURN_IF_ERROR(BeforeItem(first));
      first = false;
      RBENCH_RETURN_IF_ERROR(Write(item));
    }
    --level_;
    RBENCH_RETURN_IF_ERROR(NewLine());
    out_.Append("]");
    return {};
  }

  Status Key(const Value& key) {
    switch (key.kind()) {
      case Kind::kText:
        return String(key.text());
      case Kind::kNone:
        return String(*MakeText("null"));
      case Kind::kBool:
        return String(*MakeText(key.AsInt() != 0 ? "true" : "false"));
      case Kind::kInt:
        return String(*MakeText(std::to_string(key.AsInt())));
      case Kind::kFloat:
        return String(*MakeText(Number(key.AsDouble())));
      default:
        return InvalidInput(
            fmt::format("keys must be str, int, float, bool or None, not {}", TypeName(key)));
    }
  }

  Status Sort(std::vector<std::pair<Value, Value>>& items) {
    RBENCH_RETURN_IF_ERROR(budget_.Steps(items.size() * 20));
    Status status;
    std::stable_sort(items.begin(), items.end(), [&](const auto& a, const auto& b) {
      if (!status) return false;
      const Result<int> order = Compare(a.first, b.first, budget_);
      if (!order) status = order.error();
      return order && *order == -1;
    });
    return status;
  }

  Status Members(const std::vector<std::pair<Value, Value>>& members) {
    if (members.empty()) {
      out_.Append("{}");
      return {};
    }
    std::vector<std::pair<Value, Value>> sorted;
    if (options_.sort_keys) {
      sorted = members;
      RBENCH_RETURN_IF_ERROR(Sort(sorted));
    }
    out_.Append("{");
    ++level_;
    bool first = true;
    for (const auto& [key, value] : options_.sort_keys ? sorted : members) {
      RBENCH_RETURN_IF_ERROR(BeforeItem(first));
      first = false;
      RBENCH_RETURN_IF_ERROR(Key(key));
      RBENCH_RETURN_IF_ERROR(Separator(options_.key_separator, ": "));
      RBENCH_RETURN_IF_ERROR(Write(value));
    }
    --level_;
    RBENCH_RETURN_IF_ERROR(NewLine());
    out_.Append("}");
    return {};
  }

  const JsonTextOptions& options_;
  Budget& budget_;
  TextBuilder out_;
  int level_ = 0;
};

}  // namespace

Result<TextPtr> ToJsonText(const Value& value, const JsonTextOptions& options, Budget& budget) {
  Writer writer(options, budget);
  RBENCH_RETURN_IF_ERROR(writer.Write(value));
  return writer.Finish();
}

}  // namespace rbench::jinja
