#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

#include "base/check.h"

// Result<T>: a T, or the Error that explains why there is none. For everything that input, a file
// or the machine can cause; bugs are RBENCH_CHECK. The spelling is a subset of std::expected.

namespace rbench {

enum class ErrorCode {
  kInvalidInput,       // the user's file, flag or text is wrong; exit code 2
  kNotFound,           // a named thing does not exist; exit code 2
  kIo,                 // reading or writing failed (full disk, permission); exit code 2
  kResourceExhausted,  // a stated bound was reached (memory, steps, size); exit code 2
  kCancelled,          // interrupted by the user; exit code 3
  kInternal,           // an environment fault that is nobody's input; exit code 3
};

// `message` starts in lower case, names the object and, where there is one, the remedy. Context is
// added in front on the way up: "loading task gsm8k: manifest.yaml:3: unknown key "smaples" (did
// you mean ...)".
struct Error {
  ErrorCode code = ErrorCode::kInvalidInput;
  std::string message;

  Error WithContext(std::string_view context) && {
    message.insert(0, ": ");
    message.insert(0, context);
    return std::move(*this);
  }
};

inline Error InvalidInput(std::string message) {
  return {ErrorCode::kInvalidInput, std::move(message)};
}
inline Error NotFound(std::string message) { return {ErrorCode::kNotFound, std::move(message)}; }
inline Error IoError(std::string message) { return {ErrorCode::kIo, std::move(message)}; }
inline Error ResourceExhausted(std::string message) {
  return {ErrorCode::kResourceExhausted, std::move(message)};
}
inline Error Cancelled(std::string message) { return {ErrorCode::kCancelled, std::move(message)}; }
inline Error InternalError(std::string message) {
  return {ErrorCode::kInternal, std::move(message)};
}

template <typename T>
class [[nodiscard]] Result {
 public:
  using value_type = T;

  template <typename U = T, typename = std::enable_if_t<std::is_convertible_v<U&&, T> &&
                                                        !std::is_same_v<std::decay_t<U>, Error>>>
  Result(U&& value) : state_(std::in_place_index<0>, std::forward<U>(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  T& value() & {
    RBENCH_CHECK(has_value());
    return std::get<0>(state_);
  }
  const T& value() const& {
    RBENCH_CHECK(has_value());
    return std::get<0>(state_);
  }
  T&& value() && {
    RBENCH_CHECK(has_value());
    return std::get<0>(std::move(state_));
  }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  const Error& error() const& {
    RBENCH_CHECK(!has_value());
    return std::get<1>(state_);
  }
  Error&& error() && {
    RBENCH_CHECK(!has_value());
    return std::get<1>(std::move(state_));
  }

 private:
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  using value_type = void;

  Result() = default;
  Result(Error error) : error_(std::move(error)) {}

  bool has_value() const { return !error_.has_value(); }
  explicit operator bool() const { return has_value(); }
  const Error& error() const& {
    RBENCH_CHECK(error_.has_value());
    return *error_;
  }
  Error&& error() && {
    RBENCH_CHECK(error_.has_value());
    return *std::move(error_);
  }

 private:
  std::optional<Error> error_;
};

using Status = Result<void>;

}  // namespace rbench

#define RBENCH_CONCAT_INNER_(a, b) a##b
#define RBENCH_CONCAT_(a, b) RBENCH_CONCAT_INNER_(a, b)

// Returns the error of `expression` (a Result or Status) from the enclosing function, if it has
// one.
#define RBENCH_RETURN_IF_ERROR(expression)                         \
  do {                                                             \
    auto rbench_status_ = (expression);                            \
    if (!rbench_status_) return std::move(rbench_status_).error(); \
  } while (false)

// RBENCH_ASSIGN_OR_RETURN(auto x, F()): x = the value of F(), or returns its error.
#define RBENCH_ASSIGN_OR_RETURN(declaration, expression) \
  RBENCH_ASSIGN_OR_RETURN_IMPL_(RBENCH_CONCAT_(rbench_result_, __LINE__), declaration, expression)
#define RBENCH_ASSIGN_OR_RETURN_IMPL_(result, declaration, expression) \
  auto result = (expression);                                          \
  if (!result) return std::move(result).error();                       \
  declaration = std::move(result).value()
