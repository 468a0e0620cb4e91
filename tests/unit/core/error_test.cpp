#include "lib/core/error.hpp"

#include "lib/core/codes/database.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/codes/record.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <string>

#include <catch2/catch.hpp>

using admctl::Code;
using admctl::Error;
using admctl::Exit;
namespace code = admctl::code;

namespace {

// The constants that the headers of lib/core/codes declare, name{number, ...}: name to number.
std::map<std::string, int> declared_codes() {
  std::map<std::string, int> codes;
  const std::regex declaration{R"(constexpr Code (\w+)\{(\d{4}),)"};
  for (const auto& header : std::filesystem::directory_iterator{ADMCTL_SOURCE_DIR "/lib/core/codes"}) {
    std::ifstream file{header.path()};
    REQUIRE(file);
    const std::string source{std::istreambuf_iterator<char>{file}, {}};
    for (std::sregex_iterator match{source.begin(), source.end(), declaration}, end; match != end; ++match) {
      codes[(*match)[1]] = std::stoi((*match)[2]);
    }
  }
  return codes;
}

}  // namespace

TEST_CASE("every code that a header declares is listed, and nothing else") {
  const auto declared = declared_codes();
  REQUIRE(declared.size() >= 49);
  for (const auto& [name, number] : declared) {
    CAPTURE(name);
    CHECK(std::ranges::count(admctl::all_codes(), number, &Code::number) == 1);
  }
  CHECK(admctl::all_codes().size() == declared.size());
}

TEST_CASE("codes are unique, in numeric order, and of four digits") {
  const auto codes = admctl::all_codes();
  CHECK(std::ranges::adjacent_find(codes, std::greater_equal{}, &Code::number) == codes.end());
  for (const auto& code : codes) {
    CAPTURE(code.number);
    CHECK(code.number >= 1000);
    CHECK(code.number <= 9999);
  }
}

TEST_CASE("every code ends the process with a failure and has its own one-line summary") {
  std::set<std::string_view> summaries;
  for (const auto& code : admctl::all_codes()) {
    CAPTURE(code.number);
    CHECK(code.exit != Exit::ok);
    CHECK_FALSE(code.summary.empty());
    CHECK(code.summary.find('\n') == std::string_view::npos);
    CHECK_FALSE(code.summary.ends_with('.'));
    CHECK(summaries.insert(code.summary).second);
  }
}

TEST_CASE("codes compare by number and print with four digits") {
  CHECK(code::usage == Code{1001, Exit::bug, "another text"});
  CHECK_FALSE(code::usage == code::missing_flag);
  CHECK(admctl::code_name(code::move_refused) == "ADM-2103");
  CHECK(admctl::code_name(Code{7, Exit::failure, "short"}) == "ADM-0007");
}

TEST_CASE("an error carries what, why, what to do and which operation") {
  const Error error{code::record_moved, "deal/1 moved", "it is FUNDED", "look again"};
  CHECK(error.code() == code::record_moved);
  CHECK(error.exit() == Exit::conflict);
  CHECK(error.message() == "deal/1 moved");
  CHECK(error.detail() == "it is FUNDED");
  CHECK(error.hint() == "look again");
  CHECK(error.operation().empty());
  CHECK(std::string{error.what()} == "deal/1 moved");

  const Error bare{code::bug, ""};
  CHECK(std::string{bare.what()}.empty());
  CHECK(bare.detail().empty());
  CHECK(bare.hint().empty());
}

TEST_CASE("an error can be completed where it is thrown and is caught as a std::exception") {
  try {
    throw Error{code::sql_failed, "failed"}.with_detail("why").with_hint("do").with_operation("op-1");
  } catch (const std::exception& caught) {
    const auto* error = dynamic_cast<const Error*>(&caught);
    REQUIRE(error);
    CHECK(error->message() == "failed");
    CHECK(error->detail() == "why");
    CHECK(error->hint() == "do");
    CHECK(error->operation() == "op-1");
  }
}

TEST_CASE("exactly the codes that end with 75 are retryable") {
  for (const auto& code : admctl::all_codes()) {
    CAPTURE(code.number);
    CHECK(Error{code, ""}.retryable() == (static_cast<int>(code.exit) == 75));
  }
  CHECK(Error{code::lock_timeout, ""}.retryable());
  CHECK_FALSE(Error{code::record_moved, ""}.retryable());
}
