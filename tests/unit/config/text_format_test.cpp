#include <catch2/catch.hpp>

#include "lib/config/schema.hpp"
#include "lib/config/text_format.hpp"
#include "lib/core/codes/config.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"

namespace admctl::config {

TEST_CASE("Formats accept what they name") {
  CHECK(has_format("2024-02-29", "date"));
  CHECK(has_format("23:59:60Z", "time"));
  CHECK(has_format("2026-01-02T03:04:05.678+02:00", "date-time"));
  CHECK(has_format("ops@example.com", "email"));
  CHECK(has_format("db-1.example.com", "hostname"));
  CHECK(has_format("192.168.0.1", "ipv4"));
  CHECK(has_format("https://example.com/app/", "uri"));
  CHECK(has_format("mailto:ops@example.com", "uri"));
  CHECK(has_format("0190a5f2-0000-7000-8000-000000000000", "uuid"));
  CHECK(has_format("whatever", "a-format-of-somebody-else"));
}

TEST_CASE("Formats refuse what only looks alike") {
  CHECK_FALSE(has_format("2023-02-29", "date"));
  CHECK_FALSE(has_format("2023-13-01", "date"));
  CHECK_FALSE(has_format("2023-1-1", "date"));
  CHECK_FALSE(has_format("24:00:00Z", "time"));
  CHECK_FALSE(has_format("10:00:00", "time"));
  CHECK_FALSE(has_format("10:00:00.Z", "time"));
  CHECK_FALSE(has_format("2026-01-02 03:04:05Z", "date-time"));
  CHECK_FALSE(has_format("@example.com", "email"));
  CHECK_FALSE(has_format("a b@example.com", "email"));
  CHECK_FALSE(has_format("-a.example.com", "hostname"));
  CHECK_FALSE(has_format("a..b", "hostname"));
  CHECK_FALSE(has_format("256.1.1.1", "ipv4"));
  CHECK_FALSE(has_format("1.1.1", "ipv4"));
  CHECK_FALSE(has_format("example.com", "uri"));
  CHECK_FALSE(has_format("https://", "uri"));
  CHECK_FALSE(has_format("http:///path", "uri"));
  CHECK_FALSE(has_format("0190a5f2-0000-7000-8000-00000000000g", "uuid"));
}

TEST_CASE("A value that has not the format of its key is refused, and so is text with U+0000") {
  const Schema schema{parse_json(R"({"properties": {"url": {"type": "string", "format": "uri"},
    "any": {}}})"),
                      "shop.json"};
  CHECK(schema.parse(schema.get("url"), "https://a.example", false) == Value{"https://a.example"});
  try {
    schema.parse(schema.get("url"), "nowhere", false);
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.code() == code::config_invalid);
    CHECK(error.message().find("in the form of a uri") != std::string::npos);
  }
  CHECK_THROWS_AS(schema.parse(schema.get("any"), R"({"a": ["x\u0000y"]})", true), Error);
}

}  // namespace admctl::config
