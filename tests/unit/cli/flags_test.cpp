#include "cli/flags_cli11.hpp"
#include "lib/core/codes/general.hpp"

#include <catch2/catch.hpp>

#include "lib/core/error.hpp"

using admctl::Error;
using admctl::cli::CliFlags;

namespace {

// One flag of every sort, as a command would declare them.
struct Sample {
  bool all = false;
  std::string to = "nowhere";
  std::optional<std::string> reason;
  std::int64_t limit = 20;
  std::optional<std::int64_t> age;
  std::optional<std::string> stuck;
  std::vector<std::string> states;
  std::vector<std::string> conditions;
  std::string format = "table";
  std::string what;
  std::optional<std::string> where;
  std::vector<std::string> more;
};

void declare(CliFlags& flags, Sample& sample) {
  flags.flag("-a,--all", sample.all, "all of it");
  flags.option("-t,--to", sample.to, "target", {.metavar = "STATE"});
  flags.option("--reason", sample.reason, "why", {.metavar = "TEXT"});
  flags.option("--limit", sample.limit, "how many", {.metavar = "N"});
  flags.option("--age", sample.age, "how old", {.metavar = "N"});
  flags.flag("--stuck", sample.stuck, "overdue", {.metavar = "AGE"});
  flags.option("--state", sample.states, "which", {.metavar = "STATE"});
  flags.option("--where", sample.conditions, "which", {.metavar = "COL=VALUE", .commas = false});
  flags.option("-o,--output", sample.format, "form", {.metavar = "FORMAT", .choices = {"table", "json"}});
}

Sample parse(std::vector<std::string> args) {
  Sample sample;
  CliFlags flags;
  declare(flags, sample);
  flags.optional("WHAT", sample.where, "what it is about");
  flags.parse(args);
  flags.assign_positionals();
  return sample;
}

std::string refusal(std::vector<std::string> args) {
  try {
    parse(std::move(args));
  } catch (const Error& error) {
    CHECK(error.code() == admctl::code::usage);
    return error.message() + (error.hint().empty() ? "" : " / " + error.hint());
  }
  return "accepted";
}

}  // namespace

TEST_CASE("flags that are absent leave their variables alone") {
  const auto sample = parse({});
  CHECK_FALSE(sample.all);
  CHECK(sample.to == "nowhere");
  CHECK_FALSE(sample.reason);
  CHECK(sample.limit == 20);
  CHECK_FALSE(sample.age);
  CHECK(sample.states.empty());
}

TEST_CASE("flags are read in every spelling and order") {
  const auto sample =
      parse({"--limit=5", "-a", "deal/1", "-tDONE", "--age", "-3", "--reason", "two words", "-o", "json"});
  CHECK(sample.all);
  CHECK(sample.to == "DONE");
  CHECK(sample.reason == "two words");
  CHECK(sample.limit == 5);
  CHECK(sample.age == -3);
  CHECK(sample.format == "json");
  CHECK(sample.where == "deal/1");
}

TEST_CASE("a value that may be left out is only taken after an equals sign") {
  CHECK_FALSE(parse({}).stuck);
  CHECK(parse({"--stuck"}).stuck == "");
  CHECK(parse({"--stuck=48h"}).stuck == "48h");
  CHECK(parse({"--stuck=a=b"}).stuck == "a=b");
  const auto followed = parse({"--stuck", "48h"});
  CHECK(followed.stuck == "");
  CHECK(followed.where == "48h");
  CHECK(parse({"--reason=--stuck"}).reason == "--stuck");
  CHECK(refusal({"--stuck="}) == "--stuck= needs a value; alone it is written --stuck");
  CHECK(refusal({"--stuck", "--stuck=2d"}) == "--stuck is given more than once");
  CHECK(refusal({"--stuc"}) == "unknown flag --stuc. Did you mean '--stuck'?");
}

TEST_CASE("short flags may be written together") {
  const auto sample = parse({"-ato", "DONE"});
  CHECK(sample.all);
  CHECK(sample.to == "o");
  CHECK(sample.where == "DONE");
}

TEST_CASE("values stay what they are") {
  CHECK(parse({"--reason", "[a,b]"}).reason == "[a,b]");
  CHECK(parse({"--reason", "{}"}).reason == "{}");
  CHECK(parse({"--reason", "-x"}).reason == "-x");
  CHECK(parse({"--reason", "a=b"}).reason == "a=b");
  CHECK(parse({"--reason="}).reason == "");
  CHECK(parse({"--reason", ""}).reason == "");
  CHECK(parse({"--reason=--all"}).reason == "--all");
  CHECK(parse({"[1,2]"}).where == "[1,2]");
  CHECK(parse({"-5"}).where == "-5");
  CHECK(parse({"-.5"}).where == "-.5");
  CHECK(parse({"-"}).where == "-");
  CHECK(parse({"%%"}).where == "%%");
}

TEST_CASE("two dashes end the flags") {
  CHECK(parse({"--", "--all"}).where == "--all");
  CHECK(parse({"--all", "--", "-x"}).where == "-x");
  CHECK(parse({"--", "--"}).where == "--");
}

TEST_CASE("a list takes repetitions and commas, unless it says otherwise") {
  using List = std::vector<std::string>;
  CHECK(parse({"--state", "A,B", "--state=C", "deal"}).states == List{"A", "B", "C"});
  CHECK(parse({"--where", "note=a,b", "--where", "x=1"}).conditions == List{"note=a,b", "x=1"});
}

TEST_CASE("wrong command lines are refused with what to do") {
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases{
      {{"--limt", "5"}, "unknown flag --limt. Did you mean '--limit'?"},
      {{"--limt=5"}, "unknown flag --limt. Did you mean '--limit'?"},
      {{"--lim", "5"}, "unknown flag --lim."},
      {{"-z"}, "unknown flag -z."},
      {{"--limit", "many"}, "--limit: 'many' is not a whole number"},
      {{"--limit", "5x"}, "--limit: '5x' is not a whole number"},
      {{"--limit", "0x5"}, "--limit: '0x5' is not a whole number"},
      {{"--limit", "99999999999999999999"}, "--limit: 99999999999999999999 is too large"},
      {{"--limit="}, "--limit: '' is not a whole number"},
      {{"--reason"}, "--reason needs a value"},
      {{"--reason", "--"}, "--reason needs a value"},
      {{"--reason", "--all"},
       "--reason needs a value, but --all follows / if '--all' is the value, write --reason=--all"},
      {{"-t", "-a"}, "-t needs a value, but -a follows / if '-a' is the value, write --to=-a"},
      {{"--to", "A", "--to", "B"}, "--to is given more than once"},
      {{"-o", "jsn"},
       "--output: 'jsn' is not one of its values. Did you mean 'json'? / --output takes table, json"},
      {{"one", "two"}, "unexpected argument 'two'"},
  };
  for (const auto& [args, expected] : cases) {
    const auto message = refusal(args);
    CHECK(message.starts_with(expected));
    if (expected.back() != '.') CHECK(message == expected);
  }
}

TEST_CASE("positional arguments are filled in order, the last one with the rest") {
  Sample sample;
  CliFlags flags;
  declare(flags, sample);
  flags.required("KIND", sample.what, "what");
  flags.rest("KEY", sample.more, "which");
  SECTION("all given") {
    flags.parse(std::vector<std::string>{"deal", "1", "--all", "2", "--", "--3"});
    flags.assign_positionals();
    CHECK(sample.what == "deal");
    CHECK(sample.more == std::vector<std::string>{"1", "2", "--3"});
  }
  SECTION("the required one is missing") {
    flags.parse(std::vector<std::string>{"--all"});
    CHECK_THROWS_WITH(flags.assign_positionals(), "KIND is missing: what");
  }
  SECTION("the rest is missing") {
    flags.parse(std::vector<std::string>{"deal"});
    CHECK_THROWS_WITH(flags.assign_positionals(), "KEY is missing: which");
  }
}
