// How recipes are applied: conditions, inputs, force, expectations, one operation and one undo.
#include <catch2/catch.hpp>
#include <map>

#include "lib/core/codes/record.hpp"
#include "tests/support/drill.hpp"

namespace admctl::test {
namespace {

// Values of the right type for every input a recipe may take.
Object plausible(const platform::Recipe& recipe) {
  const std::map<std::string, std::string> values{
      {"evidence", "seen"},     {"walletId", "cwallet0000000000000000001"},
      {"amount", "1"},          {"scheduledTime", "2099-01-01"},
      {"postedMessageId", "1"}, {"postedAt", "2026-01-01"},
      {"platformFeeBps", "300"}};
  Object given;
  for (const auto& input : recipe.inputs) {
    // What a dispute's outcome asks for depends on the dispute.
    if (recipe.name == "settle-dispute") continue;
    const auto known = values.find(input.name);
    given[input.name] = known == values.end() ? Drill::fresh_hash(recipe.name + input.name) : known->second;
  }
  return given;
}

std::string healthy(Drill& drill, const platform::Recipe& recipe) {
  return recipe.kind == "deal"
             ? "deal/" + drill.database().value(
                             "SELECT min(\"dealNumber\") FROM deals WHERE status = 'COMPLETED' AND "
                             "\"escrowStatus\" = 'RELEASED'")
             : recipe.kind + "/" +
                   drill.database().value("SELECT min(id) FROM channels WHERE status = 'ACTIVE'");
}

TEST_CASE("no recipe applies to a healthy record, and trying changes nothing") {
  Drill drill;
  const auto before = drill.rows();
  for (const auto& recipe : admarket().recipes) {
    CAPTURE(recipe.name);
    const auto record = healthy(drill, recipe);
    CHECK(drill.applying(record).empty());
    const auto error = error_of([&] { drill.recover(record, recipe.name, plausible(recipe)); });
    CHECK(error.code() == code::recipe_does_not_apply);
    CHECK(error.exit() == Exit::refused);
    CHECK(error.message() == recipe.name + " does not apply to " + record);
    CHECK(error.detail() == recipe.sentence);
    CHECK(error.hint() == "see what does: admctl recover " + record);
  }
  CHECK(drill.rows() == before);
  CHECK(drill.database().value("SELECT count(*) FROM admctl.operation WHERE kind = 'recover'") == "0");
}

TEST_CASE("force needs a reason, and then applies a recipe whose condition does not hold, recorded as forced") {
  Drill drill;
  const auto record = "deal/" + drill.database().value(
                                    "SELECT min(\"dealNumber\") FROM deals WHERE status = 'AWAITING_CREATIVE'");
  const auto error = error_of([&] { drill.recover(record, "expire-overdue"); });
  CHECK(error.code() == code::recipe_does_not_apply);
  auto asked = request("recover");
  asked.force = true;
  asked.reason = "  ";
  lifecycle::RecoverOrder order;
  order.record = lifecycle::parse_address(admarket(), record);
  order.recipe = admarket().find_recipe("expire-overdue");
  CHECK(error_of([&] { lifecycle::recover(drill.session(), admarket(), asked, order); }).code() ==
        code::reason_needed);

  const auto result = drill.recover(record, "expire-overdue", {}, {.forced = true});
  CHECK(result.to == "EXPIRED");
  REQUIRE(!result.overridden.empty());
  CHECK_THAT(result.overridden.front(), Catch::StartsWith("expire-overdue does not apply: "));
  CHECK(result.outcome.operation.forced);
  CHECK(result.outcome.operation.summary.at("overridden") == Value{to_array(result.overridden)});
}

TEST_CASE("a recipe can be forced on a record it is not meant for, or says that it finds nothing to write") {
  Drill drill;
  const std::set<std::string> idle{"retry-release", "retry-refund", "settle-dispute"};
  const std::set<std::string> checked{"retire-stale-escrow", "mark-posted"};
  const auto before = drill.rows();
  for (const auto& recipe : admarket().recipes) {
    CAPTURE(recipe.name);
    const auto record = healthy(drill, recipe);
    const auto attempt = [&] {
      return drill.recover(record, recipe.name, plausible(recipe), {.forced = true, .dry = true});
    };
    if (checked.contains(recipe.name)) {
      CHECK(error_of(attempt).code() == code::recipe_input_refused);
    } else if (idle.contains(recipe.name)) {
      CHECK(error_of(attempt).code() == code::recipe_without_effect);
    } else {
      const auto result = attempt();
      REQUIRE(!result.overridden.empty());
      CHECK_THAT(result.overridden.front(), Catch::StartsWith(recipe.name + " does not apply: "));
    }
  }
  CHECK(drill.rows() == before);
}

TEST_CASE("inputs that are missing, blank, unknown or of a wrong type are refused by name") {
  Drill drill;
  const auto planted = drill.plant("publisher-not-paid");
  const auto& record = planted.records.front();
  const auto before = drill.rows();

  const auto missing = error_of([&] { drill.recover(record, "confirm-release"); });
  CHECK(missing.code() == code::recipe_input_missing);
  CHECK(missing.exit() == Exit::usage);
  CHECK(missing.message() == "confirm-release needs releaseTxHash, feeTxHash");
  CHECK(missing.hint() == "add --set releaseTxHash=... --set feeTxHash=...");
  const auto blank = error_of([&] {
    drill.recover(record, "confirm-release", {{"releaseTxHash", " "}, {"feeTxHash", "x"}});
  });
  CHECK(blank.message() == "confirm-release needs releaseTxHash");

  const auto unknown = error_of([&] {
    drill.recover(record, "confirm-release", {{"releaseTxHash", "a"}, {"feeTxHash", "b"}, {"feetxhash", "c"}});
  });
  CHECK(unknown.code() == code::input_unknown);
  CHECK_THAT(unknown.message(), Catch::Contains("'feetxhash'"));
  CHECK_THAT(unknown.hint(), Catch::Contains("it takes: releaseTxHash, feeTxHash."));

  // Force stands for what the operator knows, not for a proof that is not there.
  CHECK(error_of([&] { drill.recover(record, "confirm-release", {}, {.forced = true}); }).code() ==
        code::recipe_input_missing);
  const auto queued = drill.plant("queue-lost");
  const auto wrong = error_of([&] {
    drill.recover(queued.records.front(), "reschedule", {{"scheduledTime", "soon"}});
  });
  CHECK(wrong.code() == code::input_invalid);
  drill.take_back(queued);
  CHECK(drill.rows() == before);
}

TEST_CASE("inputs that the record's condition does not ask for are refused") {
  Drill drill;
  const auto planted = drill.plant("dispute-closed-money-frozen");
  const auto error = error_of([&] {
    drill.recover(planted.records.front(), "settle-dispute",
                  {{"refundTxHash", "a"}, {"releaseTxHash", "b"}, {"feeTxHash", "c"}});
  });
  CHECK(error.code() == code::input_unknown);
  CHECK(error.message() == "settle-dispute takes no 'feeTxHash' for this record");
}

TEST_CASE("a recipe of that name must exist for the record's kind") {
  Drill drill;
  const auto error = error_of([&] { drill.recover("deal/1", "paid-still-waitng"); });
  CHECK(error.code() == code::unknown_recipe);
  CHECK(error.exit() == Exit::not_found);
  CHECK_THAT(error.hint(), Catch::Contains("'paid-still-waiting'"));
}

TEST_CASE("expectations of state and revision are kept, forced or not") {
  Drill drill;
  const auto record = drill.plant("nothing-expires").records.front();
  const auto before = drill.rows();
  const auto plan = drill.recover(record, "expire-overdue", {}, {.dry = true});
  for (const bool forced : {false, true}) {
    CHECK(error_of([&] {
            drill.recover(record, "expire-overdue", {}, {.forced = forced, .expect = "POSTED"});
          }).code() == code::record_moved);
    CHECK(error_of([&] {
            drill.recover(record, "expire-overdue", {}, {.forced = forced, .expect_revision = "000000000000"});
          }).exit() == Exit::conflict);
  }
  CHECK(drill.rows() == before);
  drill.recover(record, "expire-overdue", {}, {.expect = plan.from, .expect_revision = plan.revision});
  CHECK(drill.rows() != before);
}

TEST_CASE("a dry run shows the whole plan and writes nothing") {
  Drill drill;
  const auto record = drill.plant("advertiser-took-deposit").records.front();
  const auto before = drill.rows();
  const auto events = drill.database().value("SELECT count(*) FROM deal_events");
  const auto operations = drill.database().value("SELECT count(*) FROM admctl.operation");
  const auto plan =
      drill.recover(record, "record-self-refund", {{"txHash", Drill::fresh_hash("x")}}, {.dry = true});
  CHECK(plan.outcome.dry_run);
  CHECK(plan.from == "SCHEDULED");
  CHECK(plan.to == "REFUNDED");
  REQUIRE(plan.steps.size() == 2);
  CHECK(plan.steps[0].what == "SCHEDULED -> CANCELLED");
  CHECK(plan.steps[1].what == "CANCELLED -> REFUNDED");
  CHECK(plan.steps[0].rows >= 1);
  CHECK(plan.steps[1].rows >= 2);
  CHECK_FALSE(plan.steps[1].left_out);
  CHECK(drill.rows() == before);
  CHECK(drill.database().value("SELECT count(*) FROM deal_events") == events);
  CHECK(drill.database().value("SELECT count(*) FROM admctl.operation") == operations);
}

TEST_CASE("a recipe is one operation with reason, facts and inputs, and every change has an audit row") {
  Drill drill;
  const auto planted = drill.plant("cancelled-money-held");
  const auto& record = planted.records.front();
  const auto hash = Drill::fresh_hash("refund");
  const auto result = drill.recover(record, "confirm-refund", {{"txHash", hash}});
  const auto& operation = result.outcome.operation;
  CHECK(operation.kind == "recover");
  CHECK(operation.reason == "INC-1: seen on chain");
  CHECK(operation.summary.at("subject") == Value{record});
  CHECK(operation.summary.at("recipe") == Value{"confirm-refund"});
  CHECK(operation.summary.at("from") == Value{"CANCELLED"});
  CHECK(operation.summary.at("to") == Value{"REFUNDED"});
  CHECK(operation.summary.at("given").at("txHash") == Value{hash});
  CHECK(operation.summary.at("facts") == Value{to_array(admarket().find_recipe("confirm-refund")->facts)});
  std::size_t changed = 0;
  for (const auto& change : result.outcome.changes) changed += !change.trail;
  CHECK(drill.database().value("SELECT count(*) FROM audit_logs WHERE metadata ->> 'operation' = '" +
                               operation.id + "'") == std::to_string(changed));
  REQUIRE(result.mended.size() == 1);
  CHECK(result.mended.front().invariant->id == "A09");
  CHECK(result.remaining.empty());
}

TEST_CASE("changes that are no move have the recipe in their audit rows") {
  Drill drill;
  const auto record = drill.plant("publisher-not-paid").records.front();
  const auto result = drill.recover(record, "retry-release");
  CHECK(drill.database().value(
            "SELECT string_agg(DISTINCT concat_ws(' ', action, resource, metadata ->> 'recipe', "
            "metadata ->> 'subject'), ',') FROM audit_logs WHERE metadata ->> 'operation' = '" +
            result.outcome.operation.id + "'") == "deal.recover transactions retry-release " + record);
}

TEST_CASE("the same key answers with the first outcome and applies the recipe once") {
  Drill drill;
  const auto record = drill.plant("paid-still-waiting").records.front();
  const Object given{{"txHash", Drill::fresh_hash("deposit")}};
  const auto first = drill.recover(record, "paid-still-waiting", given, {.key = "inc-1"});
  const auto second = drill.recover(record, "paid-still-waiting", given, {.key = "inc-1"});
  CHECK_FALSE(first.outcome.replayed);
  CHECK(second.outcome.replayed);
  CHECK(second.outcome.operation.id == first.outcome.operation.id);
  CHECK(drill.database().value("SELECT count(*) FROM admctl.operation WHERE kind = 'recover'") == "1");
}

TEST_CASE("a guard that the facts do not stand for still refuses the recipe") {
  Drill drill;
  const auto planted = drill.plant("paid-still-waiting");
  drill.database().execute("UPDATE deals SET \"agreedPrice\" = '12.5' WHERE id = '" + planted.keys.front() +
                           "'");
  const auto before = drill.rows();
  const auto error = error_of([&] {
    drill.recover(planted.records.front(), "paid-still-waiting", {{"txHash", Drill::fresh_hash("deposit")}});
  });
  CHECK(error.code() == code::guard_refused);
  CHECK_THAT(error.detail(), Catch::Contains("price_in_nano") && !Catch::Contains("deposit_seen"));
  CHECK(drill.rows() == before);
}

}  // namespace
}  // namespace admctl::test
