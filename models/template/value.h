#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/result.h"
#include "models/template/budget.h"
#include "models/template/text.h"

// The values of the template language. All are immutable but namespaces, loops and iterators, which
// live in one rendering only. Containers know their depth, which is bounded, so walking a value
// recursively is safe.

namespace rbench::jinja {

enum class Kind {
  kUndefined,
  kNone,
  kBool,
  kInt,
  kFloat,
  kText,
  kList,
  kTuple,
  kDict,
  kView,      // dict.keys(), .values(), .items()
  kIterator,  // what map, select, items ... give: can be walked once
  kRange,
  kNamespace,
  kLoop,
  kMacro,
  kMethod,    // a method bound to its object
  kFunction,  // a global function
};

constexpr int kMaxValueDepth = 160;

class Value;

struct Object {
  virtual ~Object() = default;
  int depth = 0;  // 1 + the depth of the deepest element; 0 for what holds no values
};

class Value {
 public:
  Value() = default;  // undefined without a name
  static Value None() { return Value(Kind::kNone); }
  static Value Bool(bool b) {
    Value v(Kind::kBool);
    v.int_ = b;
    return v;
  }
  static Value Int(int64_t i) {
    Value v(Kind::kInt);
    v.int_ = i;
    return v;
  }
  static Value Float(double d) {
    Value v(Kind::kFloat);
    v.float_ = d;
    return v;
  }
  static Value Str(TextPtr text);
  static Value Str(std::string_view bytes) { return Str(MakeText(bytes)); }
  // `message` says what is undefined, for the error that using it gives.
  static Value Undefined(std::string message);
  static Value Of(Kind kind, std::shared_ptr<const Object> object) {
    Value v(kind);
    v.object_ = std::move(object);
    return v;
  }

  Kind kind() const { return kind_; }
  bool is(Kind kind) const { return kind_ == kind; }
  bool IsNumber() const {
    return kind_ == Kind::kBool || kind_ == Kind::kInt || kind_ == Kind::kFloat;
  }
  bool IsIntegral() const { return kind_ == Kind::kBool || kind_ == Kind::kInt; }
  int64_t AsInt() const { return int_; }  // kBool, kInt
  double AsDouble() const { return kind_ == Kind::kFloat ? float_ : static_cast<double>(int_); }
  const Text& text() const;  // kText
  TextPtr text_ptr() const;
  const Object* object() const { return object_.get(); }
  const std::shared_ptr<const Object>& shared() const { return object_; }
  int depth() const { return object_ ? object_->depth : 0; }
  template <typename T>
  const T& As() const {
    return static_cast<const T&>(*object_);
  }
  std::string UndefinedMessage() const;

 private:
  explicit Value(Kind kind) : kind_(kind) {}
  Kind kind_ = Kind::kUndefined;
  union {
    int64_t int_ = 0;
    double float_;
  };
  std::shared_ptr<const Object> object_;
};

struct TextObject : Object {
  TextPtr text;
};

// kList, kTuple; kView with `name` "dict_items" etc.
struct Sequence : Object {
  std::vector<Value> items;
  std::string name;
};

// The position moves although values are const: an iterator is walked once, whoever holds it.
struct Iterator : Object {
  std::vector<Value> items;
  std::string name;  // as Python would print its type
  mutable size_t next = 0;
};

struct Range : Object {
  int64_t start = 0;
  int64_t stop = 0;
  int64_t step = 1;
  int64_t count = 0;
  // Elements never overflow; what lies behind the last may wrap.
  int64_t At(int64_t index) const {
    return static_cast<int64_t>(static_cast<uint64_t>(start) +
                                static_cast<uint64_t>(index) * static_cast<uint64_t>(step));
  }
};

// Ordered, keys unique under equality. Text keys are found by hash once there are many.
class Dict : public Object {
 public:
  const std::vector<std::pair<Value, Value>>& items() const { return items_; }
  const Value* Find(std::string_view key) const;
  const Value* Find(const Value& key) const;
  // Replaces the value of an equal key or appends.
  void Set(const Value& key, Value value);

 private:
  size_t IndexOf(std::string_view key) const;
  size_t IndexOf(const Value& key) const;  // the size where absent
  std::vector<std::pair<Value, Value>> items_;
  std::unordered_map<std::string_view, size_t> index_;
};

struct Namespace : Object {
  mutable Dict attributes;
};

struct Loop : Object {
  std::vector<Value> items;
  mutable size_t index0 = 0;
  mutable std::optional<std::vector<Value>> changed;  // arguments of the last loop.changed()
  mutable bool ended = false;                         // afterwards nothing is remembered any more
};

struct Method : Object {
  Value self;
  std::string name;
};

struct Function : Object {
  std::string name;
};

// Containers, each an error where the result would be too deep.
Result<Value> MakeList(std::vector<Value> items);
Result<Value> MakeTuple(std::vector<Value> items);
Result<Value> MakeView(std::string_view name, std::vector<Value> items);
Result<Value> MakeIterator(std::string_view name, std::vector<Value> items);
Result<Value> MakeDict(Dict dict);
Result<Value> MakeMethod(Value self, std::string_view name);

const char* TypeName(const Value& value);  // as Python prints it: "str", "NoneType", ...

bool Truth(const Value& value);
// False for lists, dicts and tuples that hold one.
bool IsHashable(const Value& value);

// Python's ==; costs steps per element and byte.
Result<bool> Equal(const Value& a, const Value& b, Budget& budget);
// -1, 0, 1, or 2 where a NaN has no order; an error where Python's < is not defined.
Result<int> Compare(const Value& a, const Value& b, Budget& budget);

// Walks any iterable into a vector: an iterator is used up, an undefined is empty.
Result<std::vector<Value>> Items(const Value& value, Budget& budget);
bool IsIterable(const Value& value);
// Python's len().
Result<int64_t> Length(const Value& value);

}  // namespace rbench::jinja
