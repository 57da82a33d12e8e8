#include <string>

#include <fmt/format.h>

#include "tasks/generators/families.h"
#include "tasks/generators/integer_math.h"

// Arithmetic in graded difficulty, five levels from single digits to chains of four-digit numbers,
// for models that are too small for anything else and for training from nothing.

namespace rbench {
namespace {

// The largest operand of a level.
int64_t Largest(int level) {
  constexpr int64_t kLargest[] = {9, 20, 99, 999, 9999};
  return kLargest[level - 1];
}

GeneratedProblem Addition(PhiloxStream& stream, int level) {
  const int64_t a = stream.NextInRange(1, Largest(level));
  const int64_t b = stream.NextInRange(1, Largest(level));
  return {fmt::format("What is {} + {}?", a, b), std::to_string(a + b), {a, b}};
}

// From level 3 on the difference may be negative.
GeneratedProblem Subtraction(PhiloxStream& stream, int level) {
  int64_t a = stream.NextInRange(1, Largest(level));
  int64_t b = stream.NextInRange(1, Largest(level));
  if (level < 3 && a < b) std::swap(a, b);
  return {fmt::format("What is {} - {}?", a, b), std::to_string(a - b), {a, b}};
}

GeneratedProblem Multiplication(PhiloxStream& stream, int level) {
  constexpr int64_t kFirst[] = {5, 10, 12, 99, 999};
  constexpr int64_t kSecond[] = {5, 10, 99, 99, 99};
  const int64_t a = stream.NextInRange(1, kFirst[level - 1]);
  const int64_t b = stream.NextInRange(1, kSecond[level - 1]);
  return {fmt::format("What is {} * {}?", a, b), std::to_string(a * b), {a, b}};
}

// Always exact.
GeneratedProblem Division(PhiloxStream& stream, int level) {
  constexpr int64_t kQuotient[] = {5, 10, 20, 99, 999};
  constexpr int64_t kDivisor[] = {5, 10, 12, 20, 99};
  const int64_t quotient = stream.NextInRange(1, kQuotient[level - 1]);
  const int64_t divisor = stream.NextInRange(1, kDivisor[level - 1]);
  return {fmt::format("What is {} / {}?", quotient * divisor, divisor),
          std::to_string(quotient),
          {quotient * divisor, divisor}};
}

// (a op b) op c with one pair of parentheses.
GeneratedProblem Chain(PhiloxStream& stream, int level) {
  const int64_t high = Largest(level) / (level >= 3 ? 3 : 1);
  const int64_t a = stream.NextInRange(1, high);
  const int64_t b = stream.NextInRange(1, high);
  const int64_t c = stream.NextInRange(2, level >= 3 ? 12 : 4);
  const int64_t shape = level == 1 ? 0 : static_cast<int64_t>(stream.NextBelow(4));
  const std::vector<int64_t> parameters = {a, b, c, shape};
  switch (shape) {
    case 0:
      return {fmt::format("What is {} + {} + {}?", a, b, c), std::to_string(a + b + c), parameters};
    case 1:
      return {fmt::format("What is ({} + {}) * {}?", a, b, c), std::to_string((a + b) * c),
              parameters};
    case 2:
      return {fmt::format("What is {} * {} - {}?", a, c, b), std::to_string(a * c - b), parameters};
    default:
      return {fmt::format("What is {} + {} * {}?", a, b, c), std::to_string(a + b * c), parameters};
  }
}

// A story in one or two steps.
GeneratedProblem Story(PhiloxStream& stream, int level) {
  constexpr const char* kNames[] = {"Ana",   "Ben",   "Chen", "Dina", "Emil",
                                    "Fatou", "Goran", "Hana", "Ivo",  "Jun"};
  constexpr const char* kThings[] = {"apples", "marbles", "books",   "stamps",
                                     "shells", "coins",   "pencils", "cards"};
  const char* name = kNames[stream.NextBelow(std::size(kNames))];
  const char* thing = kThings[stream.NextBelow(std::size(kThings))];
  const int64_t high = Largest(level);
  const int64_t have = stream.NextInRange(2, high);
  const int64_t more = stream.NextInRange(2, high);
  const int64_t shape = static_cast<int64_t>(stream.NextBelow(level == 1 ? 2 : 3));
  if (shape == 0) {
    return {fmt::format("{} has {} {} and gets {} more. How many {} does {} have now?", name, have,
                        thing, more, thing, name),
            std::to_string(have + more),
            {have, more, shape}};
  }
  if (shape == 1) {
    return {fmt::format("{} has {} {} and gives away {} of them. How many {} are left?", name,
                        have + more, thing, more, thing),
            std::to_string(have),
            {have + more, more, shape}};
  }
  const int64_t boxes = stream.NextInRange(2, level <= 2 ? 5 : 12);
  const int64_t lost = stream.NextInRange(1, boxes * have - 1);
  return {
      fmt::format("{} fills {} boxes with {} {} each and then loses {} {}. How many {} are left?",
                  name, boxes, have, thing, lost, thing, thing),
      std::to_string(boxes * have - lost),
      {have, boxes, shape, lost}};
}

}  // namespace

const std::vector<ProblemFamily>& ArithFamilies() {
  static const std::vector<ProblemFamily> families = {
      {"addition", "arithmetic", &Addition},
      {"subtraction", "arithmetic", &Subtraction},
      {"multiplication", "arithmetic", &Multiplication},
      {"division", "arithmetic", &Division},
      {"chain", "arithmetic", &Chain},
      {"story", "arithmetic", &Story},
  };
  return families;
}

}  // namespace rbench
