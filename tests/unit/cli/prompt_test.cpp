#include "cli/prompt.hpp"
#include "lib/core/codes/general.hpp"

#include <catch2/catch.hpp>

#include "lib/core/error.hpp"

using namespace admctl;
using cli::Prompt;

namespace {

struct Person {
  std::optional<std::string> says;
  std::string asked;

  cli::Asker asker(bool interactive = true) {
    return {.interactive = interactive,
            .ask = [this](std::string_view question) { asked += question; },
            .answer = [this] { return says; }};
  }
};

Code code_of(const auto& act) {
  try {
    act();
  } catch (const Error& error) {
    return error.code();
  }
  return {0, Exit::ok, "no error"};
}

}  // namespace

TEST_CASE("a moderate question is answered by y, --yes, or declined") {
  for (const auto* answer : {"y", "Y", "yes", " y "}) {
    Person person{answer, {}};
    CHECK(code_of([&] { Prompt{person.asker(), {}}.confirm("go on?"); }).number == 0);
    CHECK(person.asked == "go on? [y/N] ");
  }
  const std::vector<std::optional<std::string>> refusals{"", "n", "yep", std::nullopt};
  for (const auto& answer : refusals) {
    Person person{answer, {}};
    CHECK(code_of([&] { Prompt{person.asker(), {}}.confirm("go on?"); }) == code::declined);
  }
  Person nobody;
  CHECK(code_of([&] {
          Prompt{nobody.asker(false), {.yes = true, .confirm = {}}}.confirm("go on?");
        }).number == 0);
  CHECK(code_of([&] { Prompt{nobody.asker(false), {}}.confirm("go on?"); }) == code::missing_flag);
  CHECK(nobody.asked.empty());
}

TEST_CASE("a severe question needs the word, and --yes is not enough") {
  Person right{"deal/1042", {}};
  CHECK(code_of([&] {
          Prompt{right.asker(), {.yes = true, .confirm = {}}}.confirm_typed("force?", "deal/1042");
        }).number == 0);
  CHECK(right.asked == "force?\ntype deal/1042 to go on: ");
  Person wrong{"y", {}};
  CHECK(code_of([&] { Prompt{wrong.asker(), {}}.confirm_typed("force?", "deal/1042"); }) == code::declined);
  Person nobody;
  const auto given = [&](std::optional<std::string> word) {
    return code_of([&] {
      Prompt{nobody.asker(false), {.yes = true, .confirm = word}}.confirm_typed("force?", "deal/1042");
    });
  };
  CHECK(given("deal/1042").number == 0);
  CHECK(given("deal/1") == code::usage);
  CHECK(given(std::nullopt) == code::missing_flag);
}

TEST_CASE("what a question quotes cannot steer the terminal") {
  Person person{"y", {}};
  Prompt{person.asker(), {}}.confirm("move \x1b[2J?");
  CHECK(person.asked == "move \\x1b[2J? [y/N] ");
}
