#include <algorithm>
#include <functional>

#include <fmt/format.h>

#include "models/template/characters.h"
#include "models/template/formatting.h"
#include "models/template/methods.h"
#include "models/template/text_operations.h"

namespace rbench::jinja {
namespace {

// What a method implementation sees.
struct TextCall {
  const Text& self;
  const Value& self_value;
  std::string_view name;
  const CallArguments& arguments;
  Budget& budget;
};

using TextMethod = Result<Value> (*)(const TextCall&);

Result<Value> AsValue(Result<TextPtr> text) {
  if (!text) return std::move(text).error();
  return Value::Str(*std::move(text));
}

Result<Value> StripMethod(const TextCall& call) {
  RBENCH_ASSIGN_OR_RETURN(const BoundArguments bound, Bind(call.name, call.arguments, {"chars"}));
  RBENCH_ASSIGN_OR_RETURN(const TextPtr chars,
                          TextOr(bound[0], nullptr, "the characters to strip"));
  RBENCH_RETURN_IF_ERROR(call.budget.Text(call.self.bytes.size(), call.self.untrusted.size()));
  const Side side = call.name == "lstrip"   ? Side::kLeft
                    : call.name == "rstrip" ? Side::kRight
                                            : Side::kBoth;
  return Value::Str(Strip(call.self, chars.get(), side));
}

Result<Value> SplitMethod(const TextCall& call) {
  RBENCH_ASSIGN_OR_RETURN(const BoundArguments bound,
                          Bind(call.name, call.arguments, {"sep", "maxsplit"}));
  RBENCH_ASSIGN_OR_RETURN(const TextPtr separator, TextOr(bound[0], nullptr, "the separator"));
  RBENCH_ASSIGN_OR_RETURN(const int64_t limit, IntOr(bound[1], -1, "maxsplit"));
  RBENCH_ASSIGN_OR_RETURN(std::vector<Value> pieces, Split(call.self, separator.get(), limit,
                                                           call.name == "rsplit", call.budget));
  return MakeList(std::move(pieces));
}

Result<Value> SplitLinesMethod(const TextCall& call) {
  RBENCH_ASSIGN_OR_RETURN(const BoundArguments bound,
                          Bind(call.name, call.arguments, {"keepends"}));
  RBENCH_ASSIGN_OR_RETURN(std::vector<Value> lines,
                          SplitLines(call.self, BoolOr(bound[0], false), call.budget));
  return MakeList(std::move(lines));
}

Result<Value> PartitionMethod(const TextCall& call) {
  RBENCH_ASSIGN_OR_RETURN(const BoundArguments bound, Bind(call.name, call.arguments, {"sep"}, 1));
  RBENCH_ASSIGN_OR_RETURN(const TextPtr separator, TextOr(bound[0], nullptr, "the separator"));
  if (separator == nullptr || separator->bytes.empty())
    return InvalidInput("partition needs a separator");
  const bool from_right = call.name == "rpartition";
  RBENCH_ASSIGN_OR_RETURN(std::vector<Value> pieces,
                          Split(call.self, separator.get(), 1, from_right, call.budget));
  const Value empty = Value::Str("");
  if (pieces.size() == 2) return MakeTuple({pieces[0], *bound[0], pieces[1]});
  if (from_right) return MakeTuple({empty, empty, call.self_value});
  return MakeTuple({call.self_value, empty, empty});
}

// The part of the text that the start and end arguments of a search leave, as bytes.
Result<ByteSpan> SearchSpan(const TextCall& call, const Value* start, const Value* end) {
  const auto length = static_cast<int64_t>(call.self.characters);
  const auto read = [&](const Value* value, int64_t fallback) -> Result<int64_t> {
    if (value != nullptr && value->is(Kind::kNone)) value = nullptr;
    RBENCH_ASSIGN_OR_RETURN(int64_t at, IntOr(value, fallback, "slice indices"));
    if (at < 0) at = at < -length ? 0 : at + length;
    return at;
  };
  RBENCH_ASSIGN_OR_RETURN(const int64_t first, read(start, 0));
  RBENCH_ASSIGN_OR_RETURN(const int64_t last, read(end, length));
  if (first > length) return ByteSpan{1, 0};
  return ByteSpan{ByteOfCharacter(call.self, static_cast<size_t>(first)),
                  ByteOfCharacter(call.self, static_cast<size_t>(std::min(last, length)))};
}

Result<Value> AffixMethod(const TextCall& call) {
  RBENCH_ASSIGN_OR_RETURN(const BoundArguments bound,
                          Bind(call.name, call.arguments, {"prefix", "start", "end"}, 1));
  RBENCH_ASSIGN_OR_RETURN(const ByteSpan span, SearchSpan(call, bound[1], bound[2]));
  if (span.begin > span.end) return Value::Bool(false);
  const std::string_view part =
      std::string_view(call.self.bytes).substr(span.begin, span.end - span.begin);
  std::vector<Value> affixes = {*bound[0]};
  if (bound[0]->is(Kind::kTuple)) affixes = bound[0]->As<Sequence>().items;
  for (const Value& affix : affixes) {
    if (!affix.is(Kind::kText)) {
      return InvalidInput(fmt::format("{} needs a string or a tuple of strings, not '{}'",
                                      call.name, TypeName(affix)));
    }
    const std::string_view bytes = affix.text().bytes;
    RBENCH_RETURN_IF_ERROR(call.budget.Text(std::min(bytes.size(), part.size())));
    if (call.name == "startswith" ? part.starts_with(bytes) : part.ends_with(bytes))
      return Value::Bool(true);
  }
  return Value::Bool(false);
}

Result<Value> FindMethod(const TextCall& call) {
  RBENCH_ASSIGN_OR_RETURN(const BoundArguments bound,
                          Bind(call.name, call.arguments, {"sub", "start", "end"}, 1));
  if (!bound[0]->is(Kind::kText)) return InvalidInput(fmt::format("{} needs a string", call.name));
  const std::string_view needle = bound[0]->text().bytes;
  RBENCH_ASSIGN_OR_RETURN(const ByteSpan span, SearchSpan(call, bound[1], bound[2]));
  RBENCH_RETURN_IF_ERROR(call.budget.Text(call.self.bytes.size() + needle.size()));
  size_t at = std::string_view::npos;
  if (span.begin <= span.end) {
    const std::string_view part =
        std::string_view(call.self.bytes).substr(span.begin, span.end - span.begin);
    if (call.name == "rfind" || call.name == "rindex") {
      RBENCH_RETURN_IF_ERROR(call.budget.Steps(part.size() / 64 * (1 + needle.size() / 16)));
      at = part.rfind(needle);
    } else {
      at = FindBytes(part, needle);
    }
    if (at != std::string_view::npos) {
      return Value::Int(static_cast<int64_t>(
          CountCharacters(std::string_view(call.self.bytes).substr(0, span.begin + at))));
    }
  }
  if (call.name == "index" || call.name == "rindex") return InvalidInput("substring not found");
  return Value::Int(-1);
}

Result<Value> CountMethod(const TextCall& call) {
  RBENCH_ASSIGN_OR_RETURN(const BoundArguments bound,
                          Bind(call.name, call.arguments, {"sub", "start", "end"}, 1));
  if (!bound[0]->is(Kind::kText)) return InvalidInput("count needs a string");
  const std::string_view needle = bound[0]->text().bytes;
  RBENCH_ASSIGN_OR_RETURN(const ByteSpan span, SearchSpan(call, bound[1], bound[2]));
  RBENCH_RETURN_IF_ERROR(call.budget.Text(call.self.bytes.size() + needle.size()));
  if (span.begin > span.end) return Value::Int(0);
  const std::string_view part =
      std::string_view(call.self.bytes).substr(span.begin, span.end - span.begin);
  if (needle.empty()) return Value::Int(static_cast<int64_t>(CountCharacters(part)) + 1);
  int64_t count = 0;
  for (size_t at = FindBytes(part, needle); at != std::string_view::npos;
       at = FindBytes(part, needle, at + needle.size())) {
    RBENCH_RETURN_IF_ERROR(call.budget.Steps(1 + needle.size() / 64));
    ++count;
  }
  return Value::Int(count);
}

Result<Value> ReplaceMethod(const TextCall& call) {
  RBENCH_ASSIGN_OR_RETURN(const BoundArguments bound,
                          Bind(call.name, call.arguments, {"old", "new", "count"}, 2));
  if (!bound[0]->is(Kind::kText) || !bound[1]->is(Kind::kText))
    return InvalidInput("replace needs two strings");
  RBENCH_ASSIGN_OR_RETURN(const int64_t count, IntOr(bound[2], -1, "count"));
  return AsValue(Replace(call.self, bound[0]->text(), bound[1]->text(), count, call.budget));
}

Result<Value> CaseMethod(const TextCall& call) {
  RBENCH_RETURN_IF_ERROR(Bind(call.name, call.arguments, {}));
  const Casing casing = call.name == "upper"        ? Casing::kUpper
                        : call.name == "title"      ? Casing::kTitle
                        : call.name == "capitalize" ? Casing::kCapitalize
                        : call.name == "swapcase"   ? Casing::kSwap
                                                    : Casing::kLower;
  return AsValue(ChangeCase(call.self, casing, call.budget));
}

Result<Value> JoinMethod(const TextCall& call) {
  RBENCH_ASSIGN_OR_RETURN(const BoundArguments bound,
                          Bind(call.name, call.arguments, {"iterable"}, 1));
  RBENCH_ASSIGN_OR_RETURN(const std::vector<Value> items, Items(*bound[0], call.budget));
  for (const Value& item : items) {
    if (!item.is(Kind::kText)) {
      return InvalidInput(fmt::format("join needs strings, found '{}'", TypeName(item)));
    }
  }
  return AsValue(JoinAsText(items, call.self, call.budget));
}

Result<Value> FormatMethod(const TextCall& call) {
  return AsValue(FormatBraces(call.self, call.arguments, call.budget));
}

Result<Value> AffixRemoval(const TextCall& call) {
  RBENCH_ASSIGN_OR_RETURN(const BoundArguments bound,
                          Bind(call.name, call.arguments, {"affix"}, 1));
  if (!bound[0]->is(Kind::kText)) return InvalidInput(fmt::format("{} needs a string", call.name));
  const std::string_view bytes = call.self.bytes;
  const std::string_view affix = bound[0]->text().bytes;
  RBENCH_RETURN_IF_ERROR(call.budget.Text(bytes.size(), call.self.untrusted.size()));
  if (call.name == "removeprefix" && bytes.starts_with(affix)) {
    return Value::Str(Slice(call.self, affix.size(), bytes.size()));
  }
  if (call.name == "removesuffix" && bytes.ends_with(affix)) {
    return Value::Str(Slice(call.self, 0, bytes.size() - affix.size()));
  }
  return call.self_value;
}

Result<Value> PadMethod(const TextCall& call) {
  RBENCH_ASSIGN_OR_RETURN(const BoundArguments bound,
                          Bind(call.name, call.arguments, {"width", "fillchar"}, 1));
  RBENCH_ASSIGN_OR_RETURN(const int64_t width, IntOr(bound[0], 0, "width"));
  RBENCH_ASSIGN_OR_RETURN(const TextPtr fill,
                          TextOr(bound[1], MakeText(" "), "the fill character"));
  if (fill->characters != 1) return InvalidInput("the fill character must be one character");
  const auto length = static_cast<int64_t>(call.self.characters);
  const uint64_t padding = width > length ? static_cast<uint64_t>(width - length) : 0;
  RBENCH_RETURN_IF_ERROR(
      call.budget.Grow(call.self.bytes.size(),
                       std::min<uint64_t>(padding, UINT64_MAX / 8) * fill->bytes.size(), padding));
  // Python puts the odd character of a centred text on the left where the width is odd.
  uint64_t left = call.name == "rjust" ? padding : 0;
  if (call.name == "center") left = padding / 2 + (padding & static_cast<uint64_t>(width) & 1);
  TextBuilder out;
  for (uint64_t i = 0; i < left; ++i) out.Append(*fill);
  out.Append(call.self);
  for (uint64_t i = left; i < padding; ++i) out.Append(*fill);
  return Value::Str(out.Finish());
}

Result<Value> ZfillMethod(const TextCall& call) {
  RBENCH_ASSIGN_OR_RETURN(const BoundArguments bound,
                          Bind(call.name, call.arguments, {"width"}, 1));
  RBENCH_ASSIGN_OR_RETURN(const int64_t width, IntOr(bound[0], 0, "width"));
  const auto length = static_cast<int64_t>(call.self.characters);
  const uint64_t padding = width > length ? static_cast<uint64_t>(width - length) : 0;
  RBENCH_RETURN_IF_ERROR(call.budget.Grow(call.self.bytes.size(), padding));
  const bool has_sign = call.self.bytes.starts_with('-') || call.self.bytes.starts_with('+');
  TextBuilder out;
  out.Append(call.self, 0, has_sign ? 1 : 0);
  for (uint64_t i = 0; i < padding; ++i) out.Append("0");
  out.Append(call.self, has_sign ? 1 : 0, call.self.bytes.size());
  return Value::Str(out.Finish());
}

struct Predicate {
  std::string_view name;
  bool (*holds)(char32_t);
  bool of_empty;
};

bool IsAlnum(char32_t c) { return IsAlpha(c) || IsDecimal(c) || IsDigit(c) || IsNumeric(c); }
bool IsAscii(char32_t c) { return c < 0x80; }

constexpr Predicate kPredicates[] = {
    {"isalnum", IsAlnum, false}, {"isalpha", IsAlpha, false},
    {"isascii", IsAscii, true},  {"isdecimal", IsDecimal, false},
    {"isdigit", IsDigit, false}, {"isnumeric", IsNumeric, false},
    {"isspace", IsSpace, false}, {"isprintable", IsPrintable, true}};

Result<Value> PredicateMethod(const TextCall& call) {
  RBENCH_RETURN_IF_ERROR(Bind(call.name, call.arguments, {}));
  RBENCH_RETURN_IF_ERROR(call.budget.Text(call.self.bytes.size()));
  if (call.name == "islower") return Value::Bool(IsLowerText(call.self));
  if (call.name == "isupper") return Value::Bool(IsUpperText(call.self));
  for (const Predicate& predicate : kPredicates) {
    if (predicate.name != call.name) continue;
    bool all = true;
    ForEachCharacter(call.self,
                     [&](char32_t c, bool, size_t, size_t) { return all = predicate.holds(c); });
    return Value::Bool(call.self.bytes.empty() ? predicate.of_empty : all);
  }
  return InvalidInput(fmt::format("the method '{}' of str is not supported", call.name));
}

struct Row {
  std::string_view name;
  TextMethod method;
};

constexpr Row kRows[] = {
    {"strip", StripMethod},         {"lstrip", StripMethod},
    {"rstrip", StripMethod},        {"split", SplitMethod},
    {"rsplit", SplitMethod},        {"splitlines", SplitLinesMethod},
    {"partition", PartitionMethod}, {"rpartition", PartitionMethod},
    {"startswith", AffixMethod},    {"endswith", AffixMethod},
    {"find", FindMethod},           {"rfind", FindMethod},
    {"index", FindMethod},          {"rindex", FindMethod},
    {"count", CountMethod},         {"replace", ReplaceMethod},
    {"upper", CaseMethod},          {"lower", CaseMethod},
    {"title", CaseMethod},          {"capitalize", CaseMethod},
    {"swapcase", CaseMethod},       {"casefold", CaseMethod},
    {"join", JoinMethod},           {"format", FormatMethod},
    {"removeprefix", AffixRemoval}, {"removesuffix", AffixRemoval},
    {"ljust", PadMethod},           {"rjust", PadMethod},
    {"center", PadMethod},          {"zfill", ZfillMethod},
};

}  // namespace

bool IsLowerText(const Text& text) {
  bool cased = false;
  bool wrong = false;
  ForEachCharacter(text, [&](char32_t c, bool, size_t, size_t) {
    wrong = IsUpper(c) || IsTitle(c);
    cased |= IsLower(c);
    return !wrong;
  });
  return cased && !wrong;
}

bool IsUpperText(const Text& text) {
  bool cased = false;
  bool wrong = false;
  ForEachCharacter(text, [&](char32_t c, bool, size_t, size_t) {
    wrong = IsLower(c) || IsTitle(c);
    cased |= IsUpper(c);
    return !wrong;
  });
  return cased && !wrong;
}

Result<Value> CallTextMethod(const Value& self, std::string_view name,
                             const CallArguments& arguments, Budget& budget) {
  const TextCall call{self.text(), self, name, arguments, budget};
  for (const Row& row : kRows) {
    if (row.name == name) return row.method(call);
  }
  return PredicateMethod(call);
}

}  // namespace rbench::jinja
