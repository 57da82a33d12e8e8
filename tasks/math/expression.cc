#include "tasks/math/expression.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/check.h"

namespace rbench::math {

ExprId Expressions::Integer(std::string_view digits) {
  const auto [place, is_new] =
      number_index_.try_emplace(std::string(digits), static_cast<uint32_t>(numbers_.size()));
  if (is_new) {
    numbers_.push_back(std::make_unique<std::string>(digits));
    number_texts_.push_back(numbers_.back()->c_str());
  }
  return Make(EXACT_NUMBER, place->second);
}

ExprId Expressions::Integer(int64_t value) { return Integer(fmt::format("{}", value)); }

ExprId Expressions::Variable(std::string_view name) {
  const auto found = std::find(variables_.begin(), variables_.end(), name);
  const auto index = static_cast<uint32_t>(found - variables_.begin());
  if (found == variables_.end()) variables_.emplace_back(name);
  return Make(EXACT_VARIABLE, index);
}

ExprId Expressions::Constant(exact_op op) { return Make(op, 0); }

ExprId Expressions::Make(exact_op op, ExprId a, ExprId b) {
  if ((op == EXACT_ADD || op == EXACT_MUL) && b < a) std::swap(a, b);
  if (op == EXACT_NEG && steps_[a].op == EXACT_NEG) return steps_[a].a;
  const Key key{static_cast<uint64_t>(op), (static_cast<uint64_t>(a) << 32) | b};
  const auto [place, is_new] = known_.try_emplace(key, static_cast<ExprId>(steps_.size()));
  if (is_new) {
    steps_.push_back({op, a, b});
    uint8_t has_variable = op == EXACT_VARIABLE;
    if (op > EXACT_I) {
      has_variable = has_variable_[a] | (exact_arity(op) == 2 ? has_variable_[b] : 0);
    }
    has_variable_.push_back(has_variable);
  }
  return place->second;
}

ExprId Expressions::Sum(std::vector<ExprId> terms) {
  if (terms.empty()) return Integer(0);
  std::sort(terms.begin(), terms.end());
  ExprId sum = terms[0];
  for (size_t i = 1; i < terms.size(); ++i) sum = Make(EXACT_ADD, sum, terms[i]);
  return sum;
}

ExprId Expressions::Product(std::vector<ExprId> factors) {
  if (factors.empty()) return Integer(1);
  std::sort(factors.begin(), factors.end());
  ExprId product = factors[0];
  for (size_t i = 1; i < factors.size(); ++i) product = Make(EXACT_MUL, product, factors[i]);
  return product;
}

ExprId Expressions::Fraction(int64_t numerator, int64_t denominator) {
  return Make(EXACT_DIV, Integer(numerator), Integer(denominator));
}

ExprId Expressions::Decimal(std::string_view text) {
  int64_t exponent = 0;
  if (const size_t e = text.find('e'); e != std::string_view::npos) {
    const std::string_view digits = text.substr(e + 1);
    bool negative = false;
    for (const char c : digits) {
      if (c == '-') negative = true;
      if (c >= '0' && c <= '9' && exponent < 1000000000) exponent = exponent * 10 + (c - '0');
    }
    if (negative) exponent = -exponent;
    text = text.substr(0, e);
  }
  std::string digits;
  bool after_point = false;
  for (const char c : text) {
    if (c == '.') {
      after_point = true;
    } else if (c >= '0' && c <= '9') {
      digits += c;
      if (after_point) --exponent;
    }
  }
  const size_t first = digits.find_first_not_of('0');
  digits = first == std::string::npos ? "0" : digits.substr(first);
  const ExprId whole = Integer(digits);
  if (exponent == 0) return whole;
  const ExprId power =
      Make(EXACT_POW, Integer(10), Integer(exponent < 0 ? -exponent : exponent));
  return Make(exponent < 0 ? EXACT_DIV : EXACT_MUL, whole, power);
}

ExprId Expressions::Substitute(ExprId of, std::string_view from, ExprId to) {
  // Operands come before their operation, so one pass in order sees every operand replaced.
  std::vector<ExprId> replaced(of + 1);
  const auto found = std::find(variables_.begin(), variables_.end(), from);
  const auto variable = static_cast<uint32_t>(found - variables_.begin());
  std::vector<uint8_t> needed(of + 1, 0);
  needed[of] = 1;
  for (ExprId i = of + 1; i-- > 0;) {
    if (!needed[i] || !has_variable_[i] || steps_[i].op <= EXACT_I) continue;
    needed[steps_[i].a] = 1;
    if (exact_arity(steps_[i].op) == 2) needed[steps_[i].b] = 1;
  }
  for (ExprId i = 0; i <= of; ++i) {
    replaced[i] = i;
    if (!needed[i] || !has_variable_[i]) continue;
    const exact_step step = steps_[i];
    if (step.op == EXACT_VARIABLE) {
      if (step.a == variable) replaced[i] = to;
    } else {
      replaced[i] =
          Make(step.op, replaced[step.a], exact_arity(step.op) == 2 ? replaced[step.b] : 0);
    }
  }
  return replaced[of];
}

bool Expressions::Contains(ExprId id, exact_op op) const {
  std::vector<uint8_t> needed(id + 1, 0);
  needed[id] = 1;
  for (ExprId i = id + 1; i-- > 0;) {
    if (!needed[i]) continue;
    if (steps_[i].op == op) return true;
    const int arity = exact_arity(steps_[i].op);
    if (arity >= 1) needed[steps_[i].a] = 1;
    if (arity == 2) needed[steps_[i].b] = 1;
  }
  return false;
}

std::vector<std::string> Expressions::VariablesOf(ExprId id) const {
  std::vector<std::string> names;
  std::vector<uint8_t> needed(id + 1, 0);
  needed[id] = 1;
  for (ExprId i = id + 1; i-- > 0;) {
    if (!needed[i] || !has_variable_[i]) continue;
    if (steps_[i].op == EXACT_VARIABLE) {
      names.push_back(variables_[steps_[i].a]);
      continue;
    }
    needed[steps_[i].a] = 1;
    if (exact_arity(steps_[i].op) == 2) needed[steps_[i].b] = 1;
  }
  std::sort(names.begin(), names.end());
  return names;
}

exact_program Expressions::Program() const {
  return {steps_.data(), steps_.size(), number_texts_.data(), number_texts_.size(),
          static_cast<uint32_t>(variables_.size())};
}

ExactSession::~ExactSession() {
  if (session_ != nullptr) exact_close(session_);
}

exact_session* ExactSession::get() {
  struct AtThreadEnd {
    ~AtThreadEnd() { exact_release_thread(); }
  };
  static thread_local AtThreadEnd release;
  static_cast<void>(release);
  if (session_ != nullptr && size_ == expressions_.size()) return session_;
  if (session_ != nullptr) exact_close(session_);
  program_ = expressions_.Program();
  size_ = expressions_.size();
  session_ = exact_open(&program_, &limits_, &work_left_);
  return session_;
}

}  // namespace rbench::math
