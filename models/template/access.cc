#include "models/template/access.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "models/template/interpreter_values.h"

namespace rbench::jinja {
namespace {

using Names = std::initializer_list<std::string_view>;

constexpr std::string_view kTextMethods[] = {
    "capitalize",  "casefold",  "center",     "count",        "encode",       "endswith",
    "expandtabs",  "find",      "format",     "index",        "isalnum",      "isalpha",
    "isascii",     "isdecimal", "isdigit",    "isidentifier", "islower",      "isnumeric",
    "isprintable", "isspace",   "istitle",    "isupper",      "join",         "ljust",
    "lower",       "lstrip",    "maketrans",  "partition",    "removeprefix", "removesuffix",
    "replace",     "rfind",     "rindex",     "rjust",        "rpartition",   "rsplit",
    "rstrip",      "split",     "splitlines", "startswith",   "strip",        "swapcase",
    "title",       "translate", "upper",      "zfill"};
constexpr std::string_view kDictMethods[] = {"copy", "fromkeys", "get", "items", "keys", "values"};
constexpr std::string_view kDictChangers[] = {"clear", "pop", "popitem", "setdefault", "update"};
constexpr std::string_view kListMethods[] = {"copy", "count", "index"};
constexpr std::string_view kListChangers[] = {"append", "clear",  "extend",  "insert",
                                              "pop",    "remove", "reverse", "sort"};
constexpr std::string_view kTupleMethods[] = {"count", "index"};

template <size_t N>
bool OneOf(std::string_view name, const std::string_view (&names)[N]) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

Value Changer(const Value& value, std::string_view name) {
  return Value::Undefined(
      fmt::format("'{}' of a {} is not available: values in templates cannot be changed", name,
                  TypeName(value)));
}

Value Missing(const Value& value, std::string_view name) {
  return Value::Undefined(fmt::format("'{} object' has no attribute '{}'", TypeName(value), name));
}

using MaybeValue = std::optional<Value>;

Result<MaybeValue> AsMethod(const Value& value, std::string_view name) {
  RBENCH_ASSIGN_OR_RETURN(Value method, MakeMethod(value, name));
  return MaybeValue(std::move(method));
}

Result<MaybeValue> LoopAttribute(const Value& value, std::string_view name) {
  const Loop& loop = value.As<Loop>();
  const auto index = static_cast<int64_t>(loop.index0);
  const auto length = static_cast<int64_t>(loop.items.size());
  if (name == "index") return MaybeValue(Value::Int(index + 1));
  if (name == "index0") return MaybeValue(Value::Int(index));
  if (name == "revindex") return MaybeValue(Value::Int(length - index));
  if (name == "revindex0") return MaybeValue(Value::Int(length - index - 1));
  if (name == "first") return MaybeValue(Value::Bool(index == 0));
  if (name == "last") return MaybeValue(Value::Bool(index + 1 >= length));
  if (name == "length") return MaybeValue(Value::Int(length));
  // Only recursive loops, which are not here, would be deeper.
  if (name == "depth") return MaybeValue(Value::Int(1));
  if (name == "depth0") return MaybeValue(Value::Int(0));
  if (name == "previtem") {
    if (loop.index0 == 0) return MaybeValue(Value::Undefined("there is no previous item"));
    return MaybeValue(loop.items[loop.index0 - 1]);
  }
  if (name == "nextitem") {
    if (loop.index0 + 1 >= loop.items.size())
      return MaybeValue(Value::Undefined("there is no next item"));
    return MaybeValue(loop.items[loop.index0 + 1]);
  }
  if (name == "cycle" || name == "changed") return AsMethod(value, name);
  return MaybeValue();
}

Result<MaybeValue> SequenceAttribute(const Value& value, std::string_view name) {
  if (value.is(Kind::kList)) {
    if (OneOf(name, kListChangers)) return MaybeValue(Changer(value, name));
    if (OneOf(name, kListMethods)) return AsMethod(value, name);
  } else if (OneOf(name, kTupleMethods)) {
    return AsMethod(value, name);
  }
  return MaybeValue();
}

// What Python's getattr finds.
Result<MaybeValue> PythonAttribute(const Value& value, std::string_view name) {
  switch (value.kind()) {
    case Kind::kText:
      if (OneOf(name, kTextMethods)) return AsMethod(value, name);
      break;
    case Kind::kDict:
      if (OneOf(name, kDictChangers)) return MaybeValue(Changer(value, name));
      if (OneOf(name, kDictMethods)) return AsMethod(value, name);
      break;
    case Kind::kList:
    case Kind::kTuple:
      return SequenceAttribute(value, name);
    case Kind::kLoop:
      return LoopAttribute(value, name);
    case Kind::kNamespace:
      if (const Value* found = value.As<Namespace>().attributes.Find(name))
        return MaybeValue(*found);
      break;
    case Kind::kMacro:
      if (name == "name") return MaybeValue(Value::Str(value.As<Macro>().definition->name));
      break;
    case Kind::kRange:
      if (name == "start") return MaybeValue(Value::Int(value.As<Range>().start));
      if (name == "stop") return MaybeValue(Value::Int(value.As<Range>().stop));
      if (name == "step") return MaybeValue(Value::Int(value.As<Range>().step));
      if (OneOf(name, kTupleMethods)) return AsMethod(value, name);
      break;
    default:
      break;
  }
  return MaybeValue();
}

Value IndexText(const Text& text, size_t index) {
  const size_t begin = ByteOfCharacter(text, index);
  const size_t end = text.ascii() ? begin + 1 : ByteOfCharacter(text, index + 1);
  return Value::Str(Slice(text, begin, end));
}

// The element an integer names; none where out of range or not a sequence.
Result<MaybeValue> Index(const Value& value, int64_t index, Budget& budget) {
  int64_t length = 0;
  switch (value.kind()) {
    case Kind::kText:
      length = static_cast<int64_t>(value.text().characters);
      break;
    case Kind::kList:
    case Kind::kTuple:
      length = static_cast<int64_t>(value.As<Sequence>().items.size());
      break;
    case Kind::kRange:
      length = value.As<Range>().count;
      break;
    default:
      return MaybeValue();
  }
  if (index < 0) index += length;
  if (index < 0 || index >= length) return MaybeValue();
  const auto at = static_cast<size_t>(index);
  if (value.is(Kind::kRange)) return MaybeValue(Value::Int(value.As<Range>().At(index)));
  if (!value.is(Kind::kText)) return MaybeValue(value.As<Sequence>().items[at]);
  if (!value.text().ascii()) RBENCH_RETURN_IF_ERROR(budget.Text(value.text().bytes.size()));
  return MaybeValue(IndexText(value.text(), at));
}

struct SliceBounds {
  int64_t start = 0;
  int64_t stop = 0;
  int64_t step = 1;
  int64_t count = 0;
};

// Python's slice.indices and how many elements that gives.
Result<SliceBounds> Resolve(const Value& start, const Value& stop, const Value& step,
                            int64_t length) {
  for (const Value* bound : {&start, &stop, &step}) {
    if (!bound->is(Kind::kNone) && !bound->IsIntegral()) {
      return InvalidInput("slice indices must be integers or None");
    }
  }
  SliceBounds out;
  if (!step.is(Kind::kNone)) out.step = step.AsInt();
  if (out.step == 0) return InvalidInput("slice step cannot be zero");
  // Steps beyond the length all mean "one element".
  out.step = std::clamp(out.step, -length - 1, length + 1);
  const bool forward = out.step > 0;
  const int64_t low = forward ? 0 : -1;
  const int64_t high = forward ? length : length - 1;
  const auto clip = [&](const Value& bound, int64_t fallback) {
    if (bound.is(Kind::kNone)) return fallback;
    int64_t at = bound.AsInt();
    if (at < 0) at = at < -length ? low : at + length;
    return std::clamp(at, low, high);
  };
  out.start = clip(start, forward ? low : high);
  const int64_t end = clip(stop, forward ? high : low);
  out.stop = end;
  if (forward && end > out.start) out.count = (end - out.start - 1) / out.step + 1;
  if (!forward && end < out.start) out.count = (out.start - end - 1) / -out.step + 1;
  return out;
}

Result<Value> SliceText(const Text& text, const SliceBounds& bounds, Budget& budget) {
  RBENCH_RETURN_IF_ERROR(budget.Text(text.bytes.size(), text.untrusted.size()));
  if (bounds.count == 0) return Value::Str(MakeText(""));
  if (bounds.step == 1) {
    const size_t begin = ByteOfCharacter(text, static_cast<size_t>(bounds.start));
    const size_t end = ByteOfCharacter(text, static_cast<size_t>(bounds.start + bounds.count));
    return Value::Str(Slice(text, begin, end));
  }
  RBENCH_RETURN_IF_ERROR(budget.Steps(text.characters / 4));
  std::vector<size_t> begins;
  begins.reserve(text.characters + 1);
  ForEachCharacter(text, [&](char32_t, bool, size_t begin, size_t) {
    begins.push_back(begin);
    return true;
  });
  begins.push_back(text.bytes.size());
  TextBuilder out;
  for (int64_t i = 0; i < bounds.count; ++i) {
    const auto at = static_cast<size_t>(bounds.start + i * bounds.step);
    out.Append(text, begins[at], begins[at + 1]);
  }
  return Value::Str(out.Finish());
}

}  // namespace

Result<Value> GetAttribute(const Value& value, std::string_view name) {
  if (value.is(Kind::kUndefined)) return InvalidInput(value.UndefinedMessage());
  RBENCH_ASSIGN_OR_RETURN(MaybeValue attribute, PythonAttribute(value, name));
  if (attribute) return *std::move(attribute);
  if (value.is(Kind::kDict)) {
    if (const Value* found = value.As<Dict>().Find(name)) return *found;
  }
  return Missing(value, name);
}

Result<Value> GetItem(const Value& value, const Value& key, Budget& budget) {
  if (value.is(Kind::kUndefined)) return InvalidInput(value.UndefinedMessage());
  if (value.is(Kind::kDict) && IsHashable(key)) {
    if (const Value* found = value.As<Dict>().Find(key)) return *found;
  } else if (key.IsIntegral()) {
    RBENCH_ASSIGN_OR_RETURN(MaybeValue item, Index(value, key.AsInt(), budget));
    if (item) return *std::move(item);
  }
  if (key.is(Kind::kText)) {
    RBENCH_ASSIGN_OR_RETURN(MaybeValue attribute, PythonAttribute(value, key.text().bytes));
    if (attribute) return *std::move(attribute);
    return Missing(value, key.text().bytes);
  }
  return Value::Undefined(fmt::format("'{} object' has no such element", TypeName(value)));
}

Result<Value> GetSlice(const Value& value, const Value& start, const Value& stop, const Value& step,
                       Budget& budget) {
  if (value.is(Kind::kUndefined)) return InvalidInput(value.UndefinedMessage());
  const bool sliceable = value.is(Kind::kText) || value.is(Kind::kList) || value.is(Kind::kTuple) ||
                         value.is(Kind::kRange);
  if (!sliceable) {
    return InvalidInput(fmt::format("'{}' object cannot be sliced", TypeName(value)));
  }
  RBENCH_ASSIGN_OR_RETURN(const int64_t length, Length(value));
  RBENCH_ASSIGN_OR_RETURN(const SliceBounds bounds, Resolve(start, stop, step, length));
  if (value.is(Kind::kText)) return SliceText(value.text(), bounds, budget);
  RBENCH_RETURN_IF_ERROR(budget.Steps(static_cast<uint64_t>(bounds.count)));
  if (value.is(Kind::kRange)) {
    auto range = std::make_shared<Range>();
    const Range& old = value.As<Range>();
    range->start = old.At(bounds.start);
    range->step =
        static_cast<int64_t>(static_cast<uint64_t>(old.step) * static_cast<uint64_t>(bounds.step));
    range->count = bounds.count;
    range->stop = old.At(bounds.stop);
    return Value::Of(Kind::kRange, std::move(range));
  }
  const auto& items = value.As<Sequence>().items;
  std::vector<Value> picked;
  picked.reserve(static_cast<size_t>(bounds.count));
  for (int64_t i = 0; i < bounds.count; ++i) {
    picked.push_back(items[static_cast<size_t>(bounds.start + i * bounds.step)]);
  }
  return value.is(Kind::kList) ? MakeList(std::move(picked)) : MakeTuple(std::move(picked));
}

Result<Value> GetPath(const Value& value, const Value& path, Budget& budget) {
  if (!path.is(Kind::kText)) return GetItem(value, path, budget);
  const std::string_view text = path.text().bytes;
  RBENCH_RETURN_IF_ERROR(budget.Text(text.size()));
  Value current = value;
  for (size_t begin = 0; begin <= text.size();) {
    const size_t end = std::min(text.find('.', begin), text.size());
    const std::string_view part = text.substr(begin, end - begin);
    int64_t index = 0;
    const bool digits =
        !part.empty() && part.find_first_not_of("0123456789") == std::string_view::npos;
    const bool is_index =
        digits && std::from_chars(part.data(), part.data() + part.size(), index).ec == std::errc();
    RBENCH_RETURN_IF_ERROR(budget.Steps(1));
    RBENCH_ASSIGN_OR_RETURN(
        current, GetItem(current, is_index ? Value::Int(index) : Value::Str(part), budget));
    begin = end + 1;
  }
  return current;
}

}  // namespace rbench::jinja
