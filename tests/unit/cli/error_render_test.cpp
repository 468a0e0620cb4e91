#include "cli/render/error.hpp"
#include "lib/core/codes/database.hpp"
#include "lib/core/codes/migration.hpp"
#include "lib/core/codes/record.hpp"

#include <catch2/catch.hpp>

#include "lib/core/json_text.hpp"

using namespace admctl;

TEST_CASE("an error tells what, why and what to do") {
  const Error error{code::move_refused, "deal/1042 cannot go from A to B", "A leads to:\n  C\n", "add --force"};
  CHECK(cli::error_text(error, false) ==
        "error ADM-2103: deal/1042 cannot go from A to B\n"
        "  A leads to:\n"
        "    C\n"
        "hint: add --force\n");
  CHECK(cli::error_text(error, true).starts_with("\x1b[1;31merror ADM-2103\x1b[0m: "));
}

TEST_CASE("the sentences of an error are broken at blanks on a terminal, what is to be copied is not") {
  const Error error{code::move_refused, "deal/1042 cannot go from AWAITING_PAYMENT to COMPLETED",
                    "a detail of one line that is longer than the terminal",
                    "kinds: deal, escrow, transaction, dispute, creative"};
  CHECK(cli::error_text(error, false, 44) ==
        "error ADM-2103: deal/1042 cannot go from\n"
        "AWAITING_PAYMENT to COMPLETED\n"
        "  a detail of one line that is longer than\n  the terminal\n"
        "hint: kinds: deal, escrow, transaction,\n"
        "dispute, creative\n");
  const Error place{code::move_refused, "no", "SELECT a, b, c FROM a_table_with_a_long_name\n       ^"};
  CHECK(cli::error_text(place, false, 44).find("  SELECT a, b, c FROM a_table_with_a_long_name\n") !=
        std::string::npos);
  const Error other{code::move_refused, "no", {}, "run 'admctl transition deal/1042 --to COMPLETED --force'"};
  CHECK(
      cli::error_text(other, true, 44) ==
      "\x1b[1;31merror ADM-2103\x1b[0m: no\nhint: run 'admctl transition deal/1042 --to COMPLETED --force'\n");
}

TEST_CASE("the place of a failed statement stays readable") {
  const Error error{code::migration_failed, "failed", "001.sql:3:8\n\tSELECT x\n\t       ^"};
  CHECK(cli::error_text(error, false) == "error ADM-3001: failed\n  001.sql:3:8\n  \tSELECT x\n  \t       ^\n");
}

TEST_CASE("an error as JSON is one line with every member") {
  const auto json =
      cli::error_json(Error{code::lock_timeout, "locked", "by pid 7\nsince 5s", ""}.with_operation("0195-op"));
  CHECK(json.find('\n') == json.size() - 1);
  CHECK(parse_json(json) == parse_json(R"({"code":"ADM-4006","message":"locked","detail":"by pid 7\nsince 5s",
      "hint":null,"retryable":true,"operation":"0195-op","exit":75})"));
}

TEST_CASE("passwords and control characters never get through") {
  const Error error{code::cannot_connect, "postgresql://u:s3cret@h/d \x1b[2J", "password=s3cret", "try\u202e"};
  for (const auto& text : {cli::error_text(error, false), cli::error_json(error)}) {
    CHECK(text.find("s3cret") == std::string::npos);
    CHECK(text.find('\x1b') == std::string::npos);
    CHECK(text.find("\u202e") == std::string::npos);
  }
}
