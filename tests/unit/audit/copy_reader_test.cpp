#include <catch2/catch.hpp>

#include "lib/audit/copy_reader.hpp"

namespace admctl::audit {
namespace {

std::vector<std::string> read(std::string_view line) {
  CopyReader reader;
  std::vector<std::string> out;
  for (const auto& field : reader.read(line)) out.push_back(field ? std::string{*field} : "<null>");
  return out;
}

using Fields = std::vector<std::string>;

}  // namespace

TEST_CASE("A row of COPY text is taken apart at its tabs") {
  CHECK(read("a\tb\tc\n") == Fields{"a", "b", "c"});
  CHECK(read("a") == Fields{"a"});
  CHECK(read("\n") == Fields{""});
  CHECK(read("\t\n") == Fields{"", ""});
  CHECK(read("a\t\tc\n") == Fields{"a", "", "c"});
}

TEST_CASE("NULL, the text \\N and empty text are different things") {
  CHECK(read("\\N\t\\\\N\t\n") == Fields{"<null>", "\\N", ""});
}

TEST_CASE("Escapes of COPY become what they stand for") {
  CHECK(read("a\\tb\\nc\\rd\\\\e\\bf\\fg\\vh\n") == Fields{"a\tb\nc\rd\\e\bf\fg\vh"});
  CHECK(read("\\\\\t\\\\\\\\n\n") == Fields{"\\", "\\\\n"});
  CHECK(read("{\"a\": \"say \\\\\"hi\\\\\"\"}\tx\n") == Fields{"{\"a\": \"say \\\"hi\\\"\"}", "x"});
}

TEST_CASE("A backslash that ends a field is dropped rather than read past the end") {
  CHECK(read("a\\\tb\\") == Fields{"a", "b"});
}

TEST_CASE("Fields of one row stay valid together, and the reader can be used again") {
  CopyReader reader;
  const std::string first = "\\\\1\t\\\\2\t\\\\3\n";
  const auto fields = reader.read(first);
  REQUIRE(fields.size() == 3);
  CHECK(*fields[0] == "\\1");
  CHECK(*fields[2] == "\\3");
  const std::string longer(100'000, 'x');
  const auto again = reader.read("\\\\" + longer + "\tb\n");
  REQUIRE(again.size() == 2);
  CHECK(again[0]->size() == longer.size() + 1);
}

}  // namespace admctl::audit
