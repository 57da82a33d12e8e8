#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "tasks/math/exact/exact.h"

// Expressions of one check, hash-consed: the same operation on the same operands is the same id, so
// that equal ids mean equal formulas. Sums and products are sorted, which makes a+b and b+a one.

namespace rbench::math {

using ExprId = uint32_t;

class Expressions {
 public:
  Expressions() = default;
  Expressions(const Expressions&) = delete;
  Expressions& operator=(const Expressions&) = delete;

  ExprId Integer(std::string_view digits);  // decimal digits, optional '-'
  ExprId Integer(int64_t value);
  ExprId Variable(std::string_view name);
  ExprId Constant(exact_op op);  // EXACT_PI, EXACT_E, EXACT_I
  ExprId Make(exact_op op, ExprId a, ExprId b = 0);
  ExprId Sum(std::vector<ExprId> terms);
  ExprId Product(std::vector<ExprId> factors);
  ExprId Negate(ExprId a) { return Make(EXACT_NEG, a); }
  ExprId Difference(ExprId a, ExprId b) { return Make(EXACT_ADD, a, Make(EXACT_NEG, b)); }
  ExprId Fraction(int64_t numerator, int64_t denominator);
  // 123.45 -> 12345 / 10^2; digits, one optional point, optional exponent "e-3".
  ExprId Decimal(std::string_view text);

  // `of` with every occurrence of variable `from` replaced.
  ExprId Substitute(ExprId of, std::string_view from, ExprId to);

  bool HasVariable(ExprId id) const { return has_variable_[id] != 0; }
  bool Contains(ExprId id, exact_op op) const;
  std::vector<std::string> VariablesOf(ExprId id) const;  // sorted by name
  const std::vector<std::string>& variables() const { return variables_; }
  size_t size() const { return steps_.size(); }
  const exact_step& step(ExprId id) const { return steps_[id]; }

  // Valid until the next expression is made.
  exact_program Program() const;

 private:
  struct Key {
    uint64_t op;
    uint64_t operands;
    bool operator==(const Key&) const = default;
  };
  struct KeyHash {
    size_t operator()(const Key& key) const {
      return static_cast<size_t>((key.operands * 0x9E3779B97F4A7C15u) ^ (key.op << 56));
    }
  };

  std::vector<exact_step> steps_;
  std::vector<uint8_t> has_variable_;
  std::unordered_map<Key, ExprId, KeyHash> known_;
  std::vector<std::unique_ptr<std::string>> numbers_;
  std::vector<const char*> number_texts_;
  std::unordered_map<std::string, uint32_t> number_index_;
  std::vector<std::string> variables_;
};

// The exact session over the expressions made so far, opened again after new ones were made.
class ExactSession {
 public:
  ExactSession(const Expressions& expressions, const exact_limits& limits)
      : expressions_(expressions), limits_(limits) {}
  ~ExactSession();
  ExactSession(const ExactSession&) = delete;
  ExactSession& operator=(const ExactSession&) = delete;

  // Null only where memory ends.
  exact_session* get();
  // Nothing is decided any more: exact_open's work is spent.
  bool spent() const { return work_left_ == 0; }

 private:
  const Expressions& expressions_;
  const exact_limits limits_;
  int64_t work_left_ = limits_.work;
  exact_session* session_ = nullptr;
  size_t size_ = 0;
  exact_program program_ = {};
};

}  // namespace rbench::math
