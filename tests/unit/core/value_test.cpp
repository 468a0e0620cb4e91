#include "lib/core/value.hpp"

#include <limits>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include <catch2/catch.hpp>

using admctl::Array;
using admctl::Decimal;
using admctl::Object;
using admctl::Value;

TEST_CASE("a value knows its one type") {
  CHECK(Value{}.is_null());
  CHECK(Value{nullptr}.is_null());
  CHECK(*Value{true}.as_bool());
  CHECK(*Value{-7}.as_int() == -7);
  CHECK(*Value{std::size_t{7}}.as_int() == 7);
  CHECK(*Value{std::numeric_limits<std::int64_t>::min()}.as_int() == std::numeric_limits<std::int64_t>::min());
  CHECK(*Value{1.5}.as_double() == 1.5);
  CHECK(Value{Decimal{"1.50"}}.as_decimal()->text == "1.50");
  CHECK(*Value{"text"}.as_string() == "text");
  CHECK(*Value{std::string_view{"a\0b", 3}}.as_string() == std::string{"a\0b", 3});
  CHECK(Value{Array{1, 2}}.as_array()->size() == 2);
  CHECK(Value{Object{{"a", 1}}}.as_object()->size() == 1);

  const Value number{1};
  CHECK_FALSE(number.is_null());
  CHECK_FALSE(number.as_bool());
  CHECK_FALSE(number.as_double());
  CHECK_FALSE(number.as_decimal());
  CHECK_FALSE(number.as_string());
  CHECK_FALSE(number.as_array());
  CHECK_FALSE(number.as_object());
  CHECK_FALSE(Value{true}.as_int());
}

TEST_CASE("an optional becomes its value or null") {
  CHECK(Value{std::optional<int>{}}.is_null());
  CHECK(*Value{std::optional<int>{3}}.as_int() == 3);
  CHECK(*Value{std::optional<bool>{false}}.as_bool() == false);
  CHECK(*Value{std::optional<std::string>{"x"}}.as_string() == "x");
  CHECK(Value{std::optional<std::string>{}}.is_null());
}

TEST_CASE("a pointer does not become a bool") {
  STATIC_REQUIRE(std::is_constructible_v<Value, bool>);
  STATIC_REQUIRE_FALSE(std::is_constructible_v<Value, int*>);
  STATIC_REQUIRE_FALSE(std::is_constructible_v<Value, const void*>);
  STATIC_REQUIRE(std::is_constructible_v<Value, const char*>);
}

TEST_CASE("members keep the order in which they came") {
  Object object;
  CHECK(object.empty());
  object["b"] = 1;
  object["a"] = 2;
  object["b"] = 3;
  REQUIRE(object.size() == 2);
  CHECK(object.members()[0] == Object::Member{"b", 3});
  CHECK(object.members()[1] == Object::Member{"a", 2});
  CHECK(object["new"].is_null());
  CHECK(object.size() == 3);

  object.erase("b");
  object.erase("absent");
  CHECK(object.size() == 2);
  CHECK_FALSE(object.find("b"));
  REQUIRE(object.find("a"));
  CHECK(*object.find("a") == Value{2});
}

TEST_CASE("of members with the same key the last value counts at the first place") {
  const Object expected{{"a", 3}, {"b", 2}};
  const Object listed{{"a", 1}, {"b", 2}, {"a", 3}};
  CHECK(listed.members() == expected.members());
  const Object built{std::vector<Object::Member>{{"a", 1}, {"b", 2}, {"a", 2}, {"a", 3}}};
  CHECK(built.members() == expected.members());
  const Object empty_key{{"", 1}, {"", 2}};
  CHECK(empty_key.size() == 1);
}

TEST_CASE("an object of a hundred thousand members is built without comparing each with each") {
  std::vector<Object::Member> members;
  for (int i = 0; i < 100'000; ++i) members.emplace_back("key" + std::to_string(i), i);
  members.emplace_back("key0", "last");
  const Object object{std::move(members)};
  CHECK(object.size() == 100'000);
  CHECK(object.members().front() == Object::Member{"key0", "last"});
}

TEST_CASE("at answers null for whatever is not there") {
  const Value value{Object{{"a", Object{{"b", "c"}}}}};
  CHECK(*value.at("a").at("b").as_string() == "c");
  CHECK(value.at("x").is_null());
  CHECK(value.at("x").at("y").at("z").is_null());
  CHECK(Value{Array{1}}.at("a").is_null());
  CHECK(Value{"a"}.at("a").is_null());
  CHECK(value.at("").is_null());
}

TEST_CASE("string_or gives the string and nothing but a string") {
  CHECK(Value{"x"}.string_or("y") == "x");
  CHECK(Value{""}.string_or("y").empty());
  CHECK(Value{}.string_or("y") == "y");
  CHECK(Value{1}.string_or("y") == "y");
  CHECK(Value{Decimal{"1"}}.string_or("y") == "y");
}

TEST_CASE("values of one type are equal when their contents are") {
  const std::vector<Value> different{
      nullptr,
      false,
      true,
      0,
      1,
      0.0,
      1.0,
      Decimal{"1"},
      Decimal{"1.0"},
      "",
      "1",
      Array{},
      Array{1},
      Array{1, 2},
      Array{2, 1},
      Array{Value{Array{}}},
      Object{},
      Object{{"a", 1}},
      Object{{"a", 2}},
      Object{{"b", 1}},
      Object{{"a", 1}, {"b", 1}},
      Object{{"a", nullptr}},
      Object{{"b", nullptr}},
      Object{{"a", Array{1, 2}}},
      Object{{"a", Array{2, 1}}},
  };
  for (std::size_t i = 0; i < different.size(); ++i) {
    for (std::size_t j = 0; j < different.size(); ++j) {
      CAPTURE(i, j);
      CHECK((different[i] == different[j]) == (i == j));
    }
  }
}

TEST_CASE("objects are equal regardless of the order of members, at every depth") {
  const Value a{Object{{"x", 1}, {"y", Array{Object{{"p", 1}, {"q", 2}}}}}};
  const Value b{Object{{"y", Array{Object{{"q", 2}, {"p", 1}}}}, {"x", 1}}};
  CHECK(a == b);
  CHECK(Object{{"p", 1}, {"q", 2}} == Object{{"q", 2}, {"p", 1}});
  CHECK(a != Value{Object{{"x", 1}, {"y", Array{Object{{"q", 2}, {"p", 2}}}}}});
}

TEST_CASE("a copy does not share its contents") {
  Value original{Object{{"a", Array{1}}}};
  Value copy = original;
  (*copy.as_object())["a"].as_array()->push_back(2);
  CHECK(original.at("a").as_array()->size() == 1);
  CHECK(copy.at("a").as_array()->size() == 2);
}
