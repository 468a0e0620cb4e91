#include "lib/core/json_text.hpp"
#include "lib/core/codes/config.hpp"

#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "lib/core/error.hpp"

using admctl::Array;
using admctl::Decimal;
using admctl::Object;
using admctl::parse_json;
using admctl::to_canonical_json;
using admctl::to_json;
using admctl::to_pretty_json;
using admctl::Value;

namespace {

admctl::Error error_of(const std::string& text) {
  try {
    parse_json(text);
  } catch (const admctl::Error& error) {
    return error;
  }
  FAIL("it was read as JSON: " << text.substr(0, 60));
  throw;
}

std::string json_of_text(std::string_view text) {
  std::string out;
  admctl::append_json_string(out, text);
  return out;
}

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

}  // namespace

TEST_CASE("every JSON type is read") {
  const std::vector<std::pair<std::string, Value>> cases{
      {"null", nullptr},
      {"true", true},
      {"false", false},
      {"0", 0},
      {"-0", 0},
      {"-12", -12},
      {"9223372036854775807", std::numeric_limits<std::int64_t>::max()},
      {"-9223372036854775808", std::numeric_limits<std::int64_t>::min()},
      {"1.5", 1.5},
      {"0.1", 0.1},
      {"-0.0", -0.0},
      {"\"\"", ""},
      {"\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "a\"\\/\b\f\n\r\t"},
      {"\"\\u0041\\u00e9\\u65e5\\ud83d\\ude00\"", "Aé日😀"},
      {"\"a\\u0000b\"", std::string_view{"a\0b", 3}},
      {"\"日本\"", "日本"},
      {"[]", Array{}},
      {"{}", Object{}},
      {" [ 1 , [ ] , { } ] \n", Array{1, Array{}, Object{}}},
      {"{\"b\":1,\"a\":{\"c\":[null]}}", Object{{"b", 1}, {"a", Object{{"c", Array{nullptr}}}}}},
      {"{\"\":1}", Object{{"", 1}}},
  };
  for (const auto& [text, value] : cases) {
    CAPTURE(text);
    CHECK(parse_json(text) == value);
  }
}

TEST_CASE("members keep the order of the text") {
  CHECK(to_json(parse_json(R"({"z":1,"a":2,"m":{"y":1,"b":2}})")) == R"({"z":1,"a":2,"m":{"y":1,"b":2}})");
}

TEST_CASE("of duplicate keys the last one wins, at every depth") {
  CHECK(parse_json(R"({"a":1,"b":2,"a":3})") == Value{Object{{"a", 3}, {"b", 2}}});
  CHECK(to_json(parse_json(R"([{"a":1,"b":2,"a":{"x":1,"x":2}}])")) == R"([{"a":{"x":2},"b":2}])");
}

TEST_CASE("numbers that an integer or a double would change become decimals") {
  const std::vector<std::string> cases{
      "9223372036854775808",
      "-9223372036854775809",
      "18446744073709551615",
      "18446744073709551616",
      "100000000000000000000",
      "12345678901234567890123456789012345678",
      "0.1234567890123456789",
      "3.141592653589793238462643383279502884",
      "1.50",
      "1.00",
      "100e-2",
      "1E5",
      "1e5",
      "1e400",
      "-1e400",
      "1e-400",
      "0.30000000000000004440892098500626",
      std::string(300, '9'),
      std::string(1000, '9') + "." + std::string(1000, '1'),
  };
  for (const auto& text : cases) {
    CAPTURE(text);
    CHECK(parse_json(text) == Value{Decimal{text}});
  }
}

TEST_CASE("every number is written as it was read") {
  const std::vector<std::string> cases{
      "0",
      "1",
      "-1",
      "0.1",
      "-0.1",
      "1.0",
      "1.10",
      "1e+25",
      "1e25",
      "1E+2",
      "5e-324",
      "-0.0",
      "0.0",
      "0.00",
      "1234567.25",
      "1.7976931348623157e+308",
      "2.5e-8",
      "1e999",
      "123456789012345678901234567890.123456789012345678901234567890",
  };
  for (const auto& text : cases) {
    CAPTURE(text);
    CHECK(to_json(parse_json(text)) == text);
    CHECK(to_canonical_json(parse_json("[" + text + "]")) == "[" + text + "]");
    CHECK(parse_json(to_json(parse_json(text))) == parse_json(text));
  }
}

TEST_CASE("a double is written with the fewest digits that read back, never as an integer") {
  CHECK(to_json(0.1) == "0.1");
  CHECK(to_json(1.0) == "1.0");
  CHECK(to_json(-3.0) == "-3.0");
  CHECK(to_json(0.1 + 0.2) == "0.30000000000000004");
  CHECK(parse_json(to_json(1e300)) == Value{1e300});
}

TEST_CASE("what JSON has no number for is written as a string") {
  CHECK(to_json(std::numeric_limits<double>::quiet_NaN()) == "\"NaN\"");
  CHECK(to_json(std::numeric_limits<double>::infinity()) == "\"Infinity\"");
  CHECK(to_json(-std::numeric_limits<double>::infinity()) == "\"-Infinity\"");
  for (const std::string text : {"NaN", "Infinity", "", "-", "007", "-01", "1.", ".5", "1e", "1e+", "+1", "0x1",
                                 "1 ", " 1", "1,2", "1\"", "1.2.3", "--1"}) {
    CAPTURE(text);
    CHECK(to_json(Decimal{text}) == json_of_text(text));
  }
  for (const std::string text : {"0", "-0", "10", "0.0", "-0.5", "1e5", "1E-5", "1.5e+10"}) {
    CAPTURE(text);
    CHECK(to_json(Decimal{text}) == text);
  }
}

TEST_CASE("text that is not one JSON document is refused") {
  const std::vector<std::string> cases{
      "",
      " ",
      "nul",
      "True",
      "'a'",
      "a",
      "{",
      "[",
      "]",
      "}",
      "[1,]",
      "[,1]",
      "[1 2]",
      "{,}",
      "{\"a\"}",
      "{\"a\":}",
      "{\"a\":1,}",
      "{a:1}",
      "{1:2}",
      "1 2",
      "{} {}",
      "null,",
      "01",
      "-",
      "+1",
      "1.",
      ".5",
      "1e",
      "0x10",
      "NaN",
      "Infinity",
      "\"",
      "\"a",
      "\"\\x\"",
      "\"\\u12\"",
      "\"\\ud800\"",
      "\"\n\"",
      "\"\t\"",
      "// c\n1",
      "/**/1",
      "[1]x",
      "\"\xff\"",
      "\"\xc0\xaf\"",
      "\"\xed\xa0\x80\"",
      std::string{"1\0", 2},
      std::string{"1\0x", 3},
      std::string{"\0", 1},
      std::string{"\"\0\"", 3},
  };
  for (const auto& text : cases) {
    CAPTURE(text);
    const auto error = error_of(text);
    CHECK(error.code() == admctl::code::config_invalid);
    CHECK(error.message().starts_with("not valid JSON at line "));
    CHECK_FALSE(error.detail().empty());
  }
}

TEST_CASE("a syntax error names line and column") {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"x", "line 1, column 1"},         {"", "line 1, column 1"},
      {"[1,]", "line 1, column 4"},      {"{\n  \"a\": 1,\n  \"b\" 2\n}", "line 3, column 7"},
      {"[1,\n2,\n", "line 3, column 1"},
  };
  for (const auto& [text, place] : cases) {
    CAPTURE(text);
    CHECK(error_of(text).message() == "not valid JSON at " + place);
  }
}

TEST_CASE("a syntax error says why without quoting the text, which may be secret") {
  CHECK(error_of("[1,]").detail() == "unexpected ']'; expected '[', '{', or a literal");
  for (const std::string text :
       {"{\"token\": \"hunter2", "{\"token\": hunter2}", "{\"hunter2\" 1}", "\"hunter2\\q\"", "\"hunter2\n\"",
        "[\"hunter2\" \"hunter2\"]", "\"a - hunter2; last read: hunter2"}) {
    CAPTURE(text);
    const auto error = error_of(text);
    CHECK_FALSE(error.detail().empty());
    CHECK(error.detail().find("hunter2") == std::string::npos);
    CHECK(error.message().find("hunter2") == std::string::npos);
  }
}

TEST_CASE("a thousand levels are read and written, more are refused") {
  CHECK(to_json(parse_json(nested(1000))) == nested(1000));
  CHECK(error_of(nested(1001)).message() == "the JSON text is nested deeper than 1000 levels");
  CHECK(error_of(std::string(1'000'000, '[')).code() == admctl::code::config_invalid);
  std::string objects;
  for (int i = 0; i < 1'000'000; ++i) objects += "{\"a\":";
  CHECK(error_of(objects).code() == admctl::code::config_invalid);
}

TEST_CASE("a number beyond every limit is refused with a reason") {
  CHECK(error_of("[1e99999]").detail() == "a number is too large");
}

TEST_CASE("a large document goes through unchanged") {
  std::string text = "{";
  for (int i = 0; i < 50'000; ++i)
    text += "\"key" + std::to_string(i) + "\":[" + std::to_string(i) + ",\"x\"],";
  text.back() = '}';
  CHECK(to_json(parse_json(text)) == text);
  const std::string long_string = "\"" + std::string(1'000'000, 'a') + "\"";
  CHECK(to_json(parse_json(long_string)) == long_string);
}

TEST_CASE("strings are escaped as JSON requires and not more") {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"", R"("")"},
      {"plain/'text'", R"("plain/'text'")"},
      {"\"\\", R"("\"\\")"},
      {"\b\f\n\r\t", R"("\b\f\n\r\t")"},
      {std::string{"\0\x01\x1f", 3}, R"("\u0000\u0001\u001f")"},
      {"\x7f", "\"\x7f\""},
      {"é日😀\u2028", "\"é日😀\u2028\""},
      {"\xff", "\"\ufffd\""},
      {"a\xe2\x82z", "\"a\ufffdz\""},
      {"\xed\xa0\x80", "\"\ufffd\ufffd\ufffd\""},
      {"\xc0\x80", "\"\ufffd\ufffd\""},
      {"\xf0\x9f\x98", "\"\ufffd\""},
  };
  for (const auto& [text, json] : cases) {
    CAPTURE(json);
    CHECK(json_of_text(text) == json);
    CHECK(to_json(text) == json);
    CHECK_NOTHROW(parse_json(json));
  }
}

TEST_CASE("every byte that is valid UTF-8 survives writing and reading") {
  for (int byte = 0; byte < 0x80; ++byte) {
    const std::string text(1, static_cast<char>(byte));
    CAPTURE(byte);
    CHECK(parse_json(to_json(text)) == Value{text});
    CHECK(parse_json(to_json(Object{{text, 1}})) == Value{Object{{text, 1}}});
  }
}

TEST_CASE("appending keeps what was there") {
  std::string out = "x=";
  admctl::append_json_string(out, "y");
  CHECK(out == "x=\"y\"");
}

TEST_CASE("pretty JSON is indented by two blanks") {
  const Value value{
      Object{{"b", Array{1, Object{{"x", nullptr}}}}, {"a", Object{}}, {"c", Array{}}, {"d", Decimal{"1.50"}}}};
  CHECK(to_pretty_json(value) == R"({
  "b": [
    1,
    {
      "x": null
    }
  ],
  "a": {},
  "c": [],
  "d": 1.50
})");
  CHECK(to_pretty_json(1) == "1");
  CHECK(parse_json(to_pretty_json(value)) == value);
}

TEST_CASE("canonical JSON sorts members by bytes at every depth and leaves arrays alone") {
  const auto value =
      parse_json(R"({"b":[{"z":1,"a":{"d":1,"c":[2,1]}}],"a":1,"B":2,"aa":3,"é":4,"":5,"😀":6,"～":7})");
  const std::string expected =
      R"({"":5,"B":2,"a":1,"aa":3,"b":[{"a":{"c":[2,1],"d":1},"z":1}],"é":4,"～":7,"😀":6})";
  CHECK(to_canonical_json(value) == expected);
  CHECK(to_canonical_json(parse_json(expected)) == expected);
}

TEST_CASE("equal values of different member order have the same canonical form") {
  const auto a = parse_json(R"({"x":{"p":1,"q":[{"m":1,"n":2}]},"y":"t"})");
  const auto b = parse_json(R"({ "y" : "t", "x" : {"q":[{"n":2,"m":1}],"p":1} })");
  CHECK(a == b);
  CHECK(to_json(a) != to_json(b));
  CHECK(to_canonical_json(a) == to_canonical_json(b));
}
