// A JSON-shaped value that is cheap to include. Objects keep the order of insertion.
// Exact numbers beyond int64 travel as Decimal (their text), never as double.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace admctl {

class Value;

// A number kept as its exact decimal text, e.g. a numeric(38,0) from the database. Compares as text.
struct Decimal {
  std::string text;
  friend bool operator==(const Decimal&, const Decimal&) = default;
};

class Object {
 public:
  using Member = std::pair<std::string, Value>;

  Object();
  // Of members with the same key the last value counts, at the place of the first.
  Object(std::initializer_list<Member> members);
  explicit Object(std::vector<Member> members);
  Object(const Object&);
  Object(Object&&) noexcept;
  Object& operator=(const Object&);
  Object& operator=(Object&&) noexcept;
  ~Object();

  // The member's value, created as null when absent.
  Value& operator[](std::string_view key) &;
  // nullptr when absent.
  const Value* find(std::string_view key) const&;
  const Value* find(std::string_view key) && = delete;  // it would point into a temporary
  void erase(std::string_view key);
  void erase_nulls();
  bool empty() const;
  std::size_t size() const;
  const std::vector<Member>& members() const& { return members_; }
  const std::vector<Member>& members() && = delete;  // a loop over it would outlive the object

  // Regardless of the order of members.
  friend bool operator==(const Object& a, const Object& b);

 private:
  std::vector<Member> members_;
};

// An array in an array is Array{Value{inner}}: Array{inner} is a copy of `inner` to some compilers.
using Array = std::vector<Value>;

class Value {
 public:
  using Data = std::variant<std::nullptr_t, bool, std::int64_t, double, Decimal, std::string, Array, Object>;

  Value() : data_{nullptr} {}
  Value(std::nullptr_t) : data_{nullptr} {}
  // A template so that a pointer does not turn into a bool.
  template <std::same_as<bool> Bool>
  Value(Bool b) : data_{b} {}
  Value(int i) : data_{std::int64_t{i}} {}
  Value(std::int64_t i) : data_{i} {}
  Value(std::size_t i) : data_{static_cast<std::int64_t>(i)} {}
  Value(double d) : data_{d} {}
  Value(Decimal d) : data_{std::move(d)} {}
  Value(const char* s) : data_{std::string{s}} {}
  Value(std::string_view s) : data_{std::string{s}} {}
  Value(std::string s) : data_{std::move(s)} {}
  Value(Array a) : data_{std::move(a)} {}
  Value(Object o) : data_{std::move(o)} {}
  template <typename T>
  Value(const std::optional<T>& o) : data_{nullptr} {
    if (o) *this = Value{*o};
  }

  bool is_null() const { return std::holds_alternative<std::nullptr_t>(data_); }
  const bool* as_bool() const { return std::get_if<bool>(&data_); }
  const std::int64_t* as_int() const { return std::get_if<std::int64_t>(&data_); }
  const double* as_double() const { return std::get_if<double>(&data_); }
  const Decimal* as_decimal() const { return std::get_if<Decimal>(&data_); }
  const std::string* as_string() const { return std::get_if<std::string>(&data_); }
  const Array* as_array() const { return std::get_if<Array>(&data_); }
  Array* as_array() { return std::get_if<Array>(&data_); }
  const Object* as_object() const { return std::get_if<Object>(&data_); }
  Object* as_object() { return std::get_if<Object>(&data_); }
  const Data& data() const { return data_; }

  // The member of an object, or null when this is no object or has no such member.
  const Value& at(std::string_view key) const;
  // The string, or `otherwise` when this is no string.
  std::string string_or(std::string_view otherwise) const;

  // Deep equality of values of the same type: 1, 1.0 and Decimal "1" differ.
  friend bool operator==(const Value& a, const Value& b) { return a.data_ == b.data_; }

 private:
  Data data_;
};

// An array of strings.
Array to_array(const std::vector<std::string>& texts);

}  // namespace admctl
