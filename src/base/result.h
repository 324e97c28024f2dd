// Result<T>: a value or an Error. Every function that can fail as expected returns one.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "base/error.h"

namespace tl {

template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT: implicit
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT: implicit

  [[nodiscard]] bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  // REQUIRES: ok(), else std::bad_variant_access (a bug, not an expected failure).
  [[nodiscard]] T& value() & { return std::get<0>(state_); }
  [[nodiscard]] const T& value() const& { return std::get<0>(state_); }
  [[nodiscard]] T&& value() && { return std::get<0>(std::move(state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  // By value, so that `for (auto& x : *f())` and `const auto& x = *f()` do not dangle.
  T operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  // REQUIRES: !ok().
  [[nodiscard]] const Error& error() const& { return std::get<1>(state_); }
  [[nodiscard]] Error&& error() && { return std::get<1>(std::move(state_)); }

 private:
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}  // NOLINT: implicit

  [[nodiscard]] bool ok() const { return !error_.has_value(); }
  explicit operator bool() const { return ok(); }
  void value() const {}
  [[nodiscard]] const Error& error() const& { return *error_; }
  [[nodiscard]] Error&& error() && { return *std::move(error_); }

 private:
  std::optional<Error> error_;
};

}  // namespace tl

#define TL_CONCAT_INNER(a, b) a##b
#define TL_CONCAT(a, b) TL_CONCAT_INNER(a, b)

// TL_TRY(auto x, f()): declares x from the value of f(), or returns its error.
#define TL_TRY(declaration, expression)                                                           \
  auto TL_CONCAT(tl_try_, __LINE__) = (expression);                                               \
  if (!TL_CONCAT(tl_try_, __LINE__).ok()) return std::move(TL_CONCAT(tl_try_, __LINE__)).error(); \
  declaration = std::move(TL_CONCAT(tl_try_, __LINE__)).value()

// TL_CHECK_OK(f()): for Result<void>, or to drop the value.
#define TL_CHECK_OK(expression)                                           \
  do {                                                                    \
    auto tl_check_result = (expression);                                  \
    if (!tl_check_result.ok()) return std::move(tl_check_result).error(); \
  } while (false)
