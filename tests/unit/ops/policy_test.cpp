#include "lib/ops/policy.hpp"

#include <catch2/catch.hpp>

#include "lib/core/codes/seeding.hpp"
#include "lib/core/codes/target.hpp"
#include "lib/core/codes/test_database.hpp"

namespace admctl::ops {
namespace {

// What came of it, in one word: allowed, question, approval, or the number of the refusal.
std::string outcome(Protection level, Action action, const Given& given) {
  const auto decision = decide(level, action, given);
  switch (decision.kind) {
    case Decision::Kind::allowed:
      return "allowed";
    case Decision::Kind::question:
      return "question";
    case Decision::Kind::approval:
      return "approval";
    case Decision::Kind::refused:
      return std::to_string(decision.refusal->code().number);
  }
  return "?";
}

constexpr Given nothing{};
constexpr Given yes{.yes = true};
constexpr Given dry{.dry_run = true};
constexpr Given only_write{.write = true};
constexpr Given all{.write = true, .reason = true, .ticket = true};
constexpr Given all_yes{.write = true, .reason = true, .ticket = true, .yes = true};
constexpr Given unverified{.write = true, .reason = true, .ticket = true, .yes = true, .verified = false};

struct Line {
  Action action;
  std::string plain, answered, dry_run, with_write, with_all, with_all_yes, not_verified;
};

void check(Protection level, const std::vector<Line>& lines) {
  for (const auto& line : lines) {
    CAPTURE(word_of(level), static_cast<int>(line.action));
    CHECK(outcome(level, line.action, nothing) == line.plain);
    CHECK(outcome(level, line.action, yes) == line.answered);
    CHECK(outcome(level, line.action, dry) == line.dry_run);
    CHECK(outcome(level, line.action, only_write) == line.with_write);
    CHECK(outcome(level, line.action, all) == line.with_all);
    CHECK(outcome(level, line.action, all_yes) == line.with_all_yes);
    CHECK(outcome(level, line.action, unverified) == line.not_verified);
  }
}

constexpr std::array every_action{Action::read,   Action::ledger,  Action::approved, Action::write,
                                  Action::forced, Action::bulk,    Action::made_up,  Action::test_database,
                                  Action::config, Action::archive, Action::migration};

TEST_CASE("an open target takes everything without a word") {
  for (const auto action : every_action) {
    for (const auto& given : {nothing, yes, dry, only_write, all, unverified})
      CHECK(outcome(Protection::open, action, given) == "allowed");
  }
}

TEST_CASE("a target to be confirmed asks before whatever asks nothing itself") {
  using enum Action;
  const std::string ok = "allowed";
  const std::string ask = "question";
  check(Protection::confirm, {{read, ok, ok, ok, ok, ok, ok, ok},
                              {ledger, ok, ok, ok, ok, ok, ok, ok},
                              {test_database, ok, ok, ok, ok, ok, ok, ok},
                              {forced, ok, ok, ok, ok, ok, ok, ok},
                              {bulk, ok, ok, ok, ok, ok, ok, ok},
                              {archive, ok, ok, ok, ok, ok, ok, ok},
                              {approved, ask, ok, ok, ask, ask, ok, ok},
                              {write, ask, ok, ok, ask, ask, ok, ok},
                              {made_up, ask, ok, ok, ask, ask, ok, ok},
                              {migration, ask, ok, ok, ask, ask, ok, ok},
                              {config, ask, ok, ok, ask, ask, ok, ok}});
}

TEST_CASE("a protected target is only read unless all is given, and never seeded") {
  using enum Action;
  const std::string ok = "allowed";
  const std::string ask = "question";
  const std::string no = "1110";
  const std::string strange = "1111";
  const std::string plan = "approval";
  const std::string seed = "7102";
  const std::string test = "9105";
  check(Protection::guarded, {{read, ok, ok, ok, ok, ok, ok, ok},
                              {ledger, ok, ok, ok, ok, ok, ok, ok},
                              {approved, ok, ok, ok, ok, ok, ok, ok},
                              {write, no, no, ok, no, ask, ok, strange},
                              {config, no, no, ok, no, ask, ok, strange},
                              {migration, no, no, no, no, ask, ok, strange},
                              {forced, no, no, ok, no, plan, plan, strange},
                              {bulk, no, no, ok, no, plan, plan, strange},
                              {archive, no, no, ok, no, plan, plan, strange},
                              {made_up, seed, seed, seed, seed, seed, seed, seed},
                              {test_database, test, test, test, test, test, test, test}});
}

TEST_CASE("a refusal names exactly the flags that are missing") {
  const auto refusal = [](const Given& given) {
    return *decide(Protection::guarded, Action::config, given).refusal;
  };
  CHECK(refusal({}).hint().find("add --write, --reason, --ticket when") == 0);
  CHECK(refusal({.write = true, .reason = true}).hint().find("add --ticket when") == 0);
  CHECK(refusal({.reason = true, .ticket = true}).message().ends_with("this needs --write"));
  CHECK(refusal({}).exit() == Exit::refused);
}

TEST_CASE("trying a migration on a protected target needs --write alone, as it locks tables") {
  CHECK(outcome(Protection::guarded, Action::migration, {.write = true, .dry_run = true}) == "allowed");
  CHECK(decide(Protection::guarded, Action::migration, {.dry_run = true})
            .refusal->message()
            .ends_with("this needs --write"));
}

TEST_CASE("the kind of an operation tells what it means to the target") {
  CHECK(action_of("seed.demo") == Action::made_up);
  CHECK(action_of("migrate.up") == Action::migration);
  CHECK(action_of("config.set") == Action::config);
  CHECK(action_of("audit.archive.delete") == Action::archive);
  CHECK(action_of("audit.export") == Action::ledger);
  CHECK(action_of("audit.seal") == Action::ledger);
  CHECK(action_of("approve") == Action::ledger);
  CHECK(action_of("schema.diff") == Action::read);
  CHECK(action_of("transition") == Action::write);
  CHECK(action_of("undo") == Action::write);
  CHECK(action_of("something new") == Action::write);
}

TEST_CASE("of two protections the stricter one counts") {
  CHECK(stricter(Protection::open, Protection::confirm) == Protection::confirm);
  CHECK(stricter(Protection::guarded, Protection::confirm) == Protection::guarded);
  CHECK(parse_protection("protected") == Protection::guarded);
  CHECK(parse_protection("guarded") == std::nullopt);
  CHECK(word_of(Protection::guarded) == "protected");
}

}  // namespace
}  // namespace admctl::ops
