#include "tasks/code/evalplus_inputs.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "tasks/code/float_text.h"
#include "tasks/code/surrogate_utf8.h"

namespace rbench {
namespace {

using Arguments = std::vector<Value>;
using Conversion = Result<Value> (*)(const Value&);

Error WrongShape(const Value& value) {
  return InvalidInput(
      fmt::format("a {} where the task wants something else", ValueKindName(value.kind())));
}

// tuple(value).
Result<Value> ToTuple(const Value& value) {
  if (value.IsSequence()) return Value::Tuple(value.items());
  if (value.kind() == ValueKind::kStr) {
    std::vector<Value> characters;
    for (size_t at = 0; at < value.text().size();) {
      const size_t start = at;
      NextSurrogateCodePoint(value.text(), at);
      characters.push_back(Value::Str(value.text().substr(start, at - start)));
    }
    return Value::Tuple(std::move(characters));
  }
  if (value.kind() == ValueKind::kDict) {
    std::vector<Value> keys;
    for (size_t i = 0; i < value.items().size(); i += 2) keys.push_back(value.items()[i]);
    return Value::Tuple(std::move(keys));
  }
  return WrongShape(value);
}

Result<Value> Unchanged(const Value& value) { return value; }

Result<Value> MapItems(const Value& list, Conversion convert) {
  if (!list.IsSequence()) return WrongShape(list);
  std::vector<Value> items;
  for (const Value& item : list.items()) {
    RBENCH_ASSIGN_OR_RETURN(Value converted, convert(item));
    items.push_back(std::move(converted));
  }
  return Value::List(std::move(items));
}

Result<Value> ToListOfTuples(const Value& list) { return MapItems(list, &ToTuple); }

Result<Value> ToTupleOfTuples(const Value& list) {
  RBENCH_ASSIGN_OR_RETURN(const Value inner, ToListOfTuples(list));
  return ToTuple(inner);
}

// A tuple whose lists are tuples, one level deep.
Result<Value> ToTupleWithTuples(const Value& list) {
  RBENCH_ASSIGN_OR_RETURN(const Value inner, MapItems(list, [](const Value& item) -> Result<Value> {
                            return item.kind() == ValueKind::kList ? ToTuple(item) : item;
                          }));
  return ToTuple(inner);
}

Result<Value> ToTuplesThroughout(const Value& value) {
  if (value.kind() != ValueKind::kList) return value;
  RBENCH_ASSIGN_OR_RETURN(const Value inner, MapItems(value, &ToTuplesThroughout));
  return ToTuple(inner);
}

// Lists as sets; what is empty or no list becomes an empty dict, as upstream has it.
Result<Value> ToListOfSets(const Value& list) {
  return MapItems(list, [](const Value& item) -> Result<Value> {
    if (item.kind() == ValueKind::kList && item.size() > 0) return Value::Set(item.items());
    return Value::Dict({});
  });
}

Result<Value> ToDictOfTuples(const Value& dict) {
  if (dict.kind() != ValueKind::kDict) return WrongShape(dict);
  std::vector<Value> entries;
  for (size_t i = 0; i < dict.items().size(); i += 2) {
    entries.push_back(dict.items()[i]);
    RBENCH_ASSIGN_OR_RETURN(Value tuple, ToTuple(dict.items()[i + 1]));
    entries.push_back(std::move(tuple));
  }
  return Value::Dict(std::move(entries));
}

Result<Value> ToFloat(const Value& value) {
  const std::optional<double> number =
      value.kind() == ValueKind::kStr   ? ParseDecimalFloat(value.text())
      : value.kind() == ValueKind::kInt ? ParseDecimalFloat(value.digits())
                                        : std::nullopt;
  if (!number) return WrongShape(value);
  return Value::Float(*number);
}

Result<Value> ToComplex(const Value& value) {
  if (value.kind() == ValueKind::kStr) return ParsePythonComplex(value.text());
  RBENCH_ASSIGN_OR_RETURN(const Value real, ToFloat(value));
  return Value::Complex(real.real(), 0.0);
}

// How the arguments of a group of tasks are converted: the first, second, ... by their own rule,
// and by `rest` what follows. `count`: how many there must be; 0 = any number.
struct Recipe {
  std::vector<int> tasks;
  std::vector<Conversion> first;
  Conversion rest;
  size_t count;
};

const std::vector<Recipe>& Recipes() {
  static const std::vector<Recipe> recipes = {
      {{2,   116, 132, 143, 222, 261, 273, 394, 399, 421, 424,
        429, 470, 560, 579, 596, 616, 630, 726, 740, 744, 809},
       {},
       &ToTuple,
       0},
      {{63, 64, 70, 94, 120, 237, 272, 299, 400, 409, 417, 438, 473, 614, 780},
       {},
       &ToListOfTuples,
       0},
      {{75, 413, 444, 753}, {&ToListOfTuples, &Unchanged}, &Unchanged, 2},
      {{106, 750}, {&Unchanged, &ToTuple}, &Unchanged, 2},
      {{115}, {&ToListOfSets}, &Unchanged, 1},
      {{124}, {&ToFloat, &ToComplex}, &Unchanged, 2},
      {{250, 405, 446, 617, 720, 763, 808}, {&ToTuple, &Unchanged}, &Unchanged, 2},
      {{252}, {&ToComplex}, &Unchanged, 1},
      {{259, 401, 445}, {}, &ToTupleOfTuples, 0},
      {{278}, {&ToTupleWithTuples}, &Unchanged, 1},
      {{307}, {&ToTuple, &Unchanged, &Unchanged}, &Unchanged, 3},
      {{722}, {&ToDictOfTuples}, &Unchanged, 0},
      {{580, 615, 791}, {}, &ToTuplesThroughout, 0},
  };
  return recipes;
}

const Recipe* FindRecipe(int task) {
  for (const Recipe& recipe : Recipes()) {
    if (std::find(recipe.tasks.begin(), recipe.tasks.end(), task) != recipe.tasks.end()) {
      return &recipe;
    }
  }
  return nullptr;
}

Result<Arguments> Convert(const Recipe& recipe, const Value& input) {
  const size_t count = input.size();
  if (count < recipe.first.size() || (recipe.count != 0 && count != recipe.count)) {
    return InvalidInput(fmt::format("{} arguments where the task wants {}", count, recipe.count));
  }
  Arguments arguments;
  for (size_t i = 0; i < count; ++i) {
    const Conversion convert = i < recipe.first.size() ? recipe.first[i] : recipe.rest;
    RBENCH_ASSIGN_OR_RETURN(Value argument, convert(input.items()[i]));
    arguments.push_back(std::move(argument));
  }
  return arguments;
}

// [+-][digits...], where a sign alone stands for one: the imaginary part before its j.
std::optional<double> ParseImaginary(std::string_view text) {
  if (text.empty() || text == "+") return 1.0;
  if (text == "-") return -1.0;
  return ParseDecimalFloat(text);
}

}  // namespace

Result<std::vector<std::vector<Value>>> MbppPlusArguments(int task, const Value& inputs) {
  std::vector<Arguments> result;
  // One task has no extra inputs and says so with an empty object.
  if (inputs.kind() == ValueKind::kDict && inputs.size() == 0) return result;
  if (inputs.kind() != ValueKind::kList) return InvalidInput("the inputs are not a list");
  const Recipe* const recipe = FindRecipe(task);
  for (const Value& input : inputs.items()) {
    if (input.kind() != ValueKind::kList) return InvalidInput("an input is not a list");
    if (recipe == nullptr) {
      result.push_back(input.items());
      continue;
    }
    Result<Arguments> arguments = Convert(*recipe, input);
    if (!arguments) {
      return std::move(arguments).error().WithContext(
          fmt::format("task {}, input {}", task, result.size() + 1));
    }
    result.push_back(std::move(*arguments));
  }
  return result;
}

Result<Value> ParsePythonComplex(std::string_view text) {
  const auto strip = [](std::string_view part) {
    const size_t first = part.find_first_not_of(" \t\n");
    if (first == std::string_view::npos) return std::string_view();
    return part.substr(first, part.find_last_not_of(" \t\n") - first + 1);
  };
  std::string_view body = strip(text);
  if (body.starts_with('(') && body.ends_with(')')) body = strip(body.substr(1, body.size() - 2));
  const Error wrong = InvalidInput("not a complex number");
  const bool imaginary = body.ends_with('j') || body.ends_with('J');
  if (!imaginary) {
    const std::optional<double> real = ParseDecimalFloat(body);
    if (!real) return wrong;
    return Value::Complex(*real, 0.0);
  }
  body.remove_suffix(1);
  // The sign between the two parts: not the first character, and none of an exponent.
  size_t split = 0;
  for (size_t i = 1; i < body.size(); ++i) {
    if ((body[i] == '+' || body[i] == '-') && body[i - 1] != 'e' && body[i - 1] != 'E') split = i;
  }
  const std::optional<double> real =
      split == 0 ? std::optional<double>(0.0) : ParseDecimalFloat(body.substr(0, split));
  const std::optional<double> imag = ParseImaginary(body.substr(split));
  if (!real || !imag) return wrong;
  return Value::Complex(*real, *imag);
}

}  // namespace rbench
