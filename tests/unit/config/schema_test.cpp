#include <catch2/catch.hpp>

#include "lib/config/schema.hpp"
#include "lib/config/schema_check.hpp"
#include "lib/core/codes/config.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/platform/pack.hpp"

namespace admctl::config {
namespace {

Schema make_schema() {
  return Schema{parse_json(R"({
    "type": "object",
    "definitions": {"port": {"type": "integer", "minimum": 1, "maximum": 65535}},
    "properties": {
      "fee": {"type": "integer", "minimum": 0, "maximum": 2000, "default": 500, "x-unit": "bps",
              "description": "What we keep.", "x-takes-effect": "At once."},
      "ratio": {"type": "number", "exclusiveMinimum": 0, "maximum": 1},
      "amount": {"type": "string", "pattern": "^[0-9]+$", "default": "1"},
      "name": {"type": "string", "minLength": 2, "maxLength": 5},
      "mode": {"type": "string", "enum": ["fast", "slow"]},
      "level": {"enum": [1, 2, null]},
      "open": {"type": "boolean"},
      "hosts": {"type": "array", "items": {"type": "string"}, "minItems": 1},
      "limits": {"type": "object", "properties": {"max": {"type": "integer"}}, "required": ["max"]},
      "port": {"$ref": "#/definitions/port"},
      "api_token": {"type": "string", "minLength": 8},
      "token_ttl": {"type": "integer", "x-secret": false},
      "pin": {"type": "integer", "maximum": 9999, "x-secret": true},
      "broken": {"type": "string", "pattern": "["},
      "step": {"type": "integer", "multipleOf": 5}
    }})"),
                "shop.json"};
}

Error refusal(std::string_view key, std::string_view text, bool as_json = false) {
  const auto schema = make_schema();
  try {
    const auto value = schema.parse(schema.get(key), text, as_json);
    FAIL("accepted as " << to_json(value));
  } catch (const Error& error) {
    return error;
  }
  throw std::logic_error{"unreachable"};
}

std::string accepted(std::string_view key, std::string_view text, bool as_json = false) {
  const auto schema = make_schema();
  return to_json(schema.parse(schema.get(key), text, as_json));
}

}  // namespace

TEST_CASE("A value is read by the type that its key has") {
  CHECK(accepted("fee", "450") == "450");
  CHECK(accepted("fee", "0") == "0");
  CHECK(accepted("fee", "2000") == "2000");
  CHECK(accepted("ratio", "0.25") == "0.25");
  CHECK(accepted("ratio", "1") == "1");
  CHECK(accepted("amount", "7") == "\"7\"");
  CHECK(accepted("name", "true") == "\"true\"");
  CHECK(accepted("mode", "fast") == "\"fast\"");
  CHECK(accepted("open", "true") == "true");
  CHECK(accepted("level", "null") == "null");
  CHECK(accepted("hosts", R"(["a", "b"])") == R"(["a","b"])");
  CHECK(accepted("limits", R"({"max": 3})") == R"({"max":3})");
  CHECK(accepted("port", "443") == "443");
  CHECK(accepted("step", "10") == "10");
}

TEST_CASE("With --json the value is JSON whatever the type") {
  CHECK(accepted("amount", "\"7\"", true) == "\"7\"");
  CHECK(refusal("amount", "7", true).code() == code::config_invalid);
  CHECK(refusal("amount", "seven", true).code() == code::config_invalid);
}

TEST_CASE("A value that does not fit is refused with what is allowed") {
  const auto error = refusal("fee", "5000");
  CHECK(error.code() == code::config_invalid);
  CHECK(error.exit() == Exit::usage);
  CHECK(error.message() == "fee cannot be '5000': it must be an integer from 0 to 2000 (bps)");
  CHECK(error.detail().empty());
  CHECK(error.hint() == "'admctl config get fee' shows what it means");

  CHECK(refusal("fee", "-1").message() == "fee cannot be '-1': it must be an integer from 0 to 2000 (bps)");
  CHECK(refusal("ratio", "0").message() == "ratio cannot be '0': it must be a number above 0 and at most 1");
  CHECK(refusal("amount", "1.5").message() ==
        "amount cannot be '1.5': it must be text matching ^[0-9]+$, such as \"1\"");
  CHECK(refusal("name", "x").message() ==
        "name cannot be 'x': it must be text, at least 2 characters, at most 5 characters");
  CHECK(refusal("mode", "medium").message() == "mode cannot be 'medium': it must be one of \"fast\", \"slow\"");
  CHECK(refusal("open", "yes").message() == "open cannot be 'yes': it must be true or false");
}

TEST_CASE("Only whole numbers written as such are integers") {
  for (const auto* text : {"", " ", "4.5", "5.0", "1e2", "0x10", "4,5", "four", "NaN", "Infinity", "--1", "4 5",
                           "null", "\"4\"", "99999999999999999999999", "1\n2"}) {
    INFO(text);
    CHECK(refusal("fee", text).code() == code::config_invalid);
  }
}

TEST_CASE("What a sentence cannot say about a schema is said in the detail") {
  CHECK(refusal("hosts", "[]").detail().find("hosts") != std::string::npos);
  CHECK(refusal("limits", "{}").detail().find("max") != std::string::npos);
  CHECK(refusal("step", "7").detail().find("multiple of 5") != std::string::npos);
  CHECK(refusal("hosts", "[").detail().find("not valid JSON") != std::string::npos);
  CHECK(refusal("port", "0").detail().find("port") != std::string::npos);
}

TEST_CASE("Long and untrusted text in a refused value is clipped and made visible") {
  const auto error = refusal("amount", "\x1b[31m" + std::string(5000, 'x'));
  CHECK(error.message().find('\x1b') == std::string::npos);
  CHECK(error.message().size() < 250);
  CHECK(error.detail().find("longer than 1000 bytes") != std::string::npos);
}

TEST_CASE("Text of any length is refused by a pattern rather than overrunning the stack") {
  CHECK(refusal("amount", std::string(1'000'000, '7')).code() == code::config_invalid);
  CHECK(accepted("amount", std::string(1000, '7')).size() == 1002);
}

TEST_CASE("A secret value is not repeated in an error") {
  for (const auto& error :
       {refusal("api_token", "hunter2"), refusal("pin", "12345"), refusal("pin", "hunter2")}) {
    const auto all = error.message() + error.detail() + error.hint();
    CHECK(all.find("hunter2") == std::string::npos);
    CHECK(all.find("12345") == std::string::npos);
    CHECK(error.message().find("********") != std::string::npos);
  }
}

TEST_CASE("The schema's own word on secrecy wins over the look of a name") {
  const auto schema = make_schema();
  CHECK(schema.is_secret("api_token"));
  CHECK(schema.is_secret("pin"));
  CHECK_FALSE(schema.is_secret("token_ttl"));
  CHECK_FALSE(schema.is_secret("fee"));
  CHECK(schema.is_secret("unknown_password"));
}

TEST_CASE("An unknown key is refused with what was probably meant") {
  const auto schema = make_schema();
  try {
    schema.get("hots");
    FAIL("found");
  } catch (const Error& error) {
    CHECK(error.code() == code::config_unknown_key);
    CHECK(error.exit() == Exit::not_found);
    CHECK(error.message() == "there is no configuration key 'hots'. Did you mean 'hosts'?");
  }
}

TEST_CASE("A schema that cannot be used is the pack's fault") {
  CHECK(refusal("broken", "x").code() == code::bad_pack);
  CHECK_THROWS_AS(schema_problems(parse_json(R"({"type": "nonsense"})"), Value{1}), BadSchema);
}

TEST_CASE("Every default of the built-in platform fits its own schema") {
  const auto pack = platform::load_builtin("admarket");
  const auto schema = Schema::load(pack);
  REQUIRE(schema.settings().size() == 7);
  for (const auto& setting : schema.settings()) {
    INFO(setting.key);
    REQUIRE(setting.fallback);
    CHECK_NOTHROW(schema.check(setting, *setting.fallback));
    CHECK_FALSE(setting.takes_effect.empty());
    CHECK_FALSE(schema.is_secret(setting.key));
  }
}

}  // namespace admctl::config
