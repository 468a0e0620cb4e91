#include "lib/lifecycle/batch.hpp"
#include "lib/core/codes/database.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/codes/record.hpp"
#include "lib/lifecycle/plan_run.hpp"

#include <future>
#include <set>
#include <thread>

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/ops/chain.hpp"
#include "lib/ops/policy.hpp"
#include "lib/ops/undo.hpp"
#include "tests/support/deals.hpp"
#include "tests/support/error_of.hpp"

namespace admctl::test {
namespace {

const platform::Kind& deal() { return *admarket().find_kind("deal"); }

// Deals in CREATED, and what is asked of them.
struct Batch {
  explicit Batch(int count) {
    insert_parties(database);
    for (int i = 0; i < count; ++i) keys.push_back(insert_deal(database, "CREATED"));
  }

  ops::Plan plan(const std::string& to = "CANCELLED", const ops::Request& asked = request("transition"),
                 bool needs_approval = false) {
    const auto items = [&] {
      pg::Transaction tx{session, pg::Transaction::Options::snapshot("public")};
      return lifecycle::freeze_records(tx, admarket(), deal(), keys);
    }();
    return lifecycle::plan_moves(session, admarket(), asked, {.kind = &deal(), .to = to}, items,
                                 needs_approval);
  }

  ops::Progress run(const ops::Plan& plan, const lifecycle::BatchOptions& options = {}) {
    return lifecycle::run_plan(session, admarket(), request("transition"), plan, options);
  }

  std::string count(const std::string& state) const {
    return database.value("SELECT count(*) FROM deals WHERE status = '" + state + "'");
  }

  // All that matters of the rows that the moves touch.
  std::string image() const {
    return database.value(
        "SELECT md5(string_agg(md5(to_jsonb(d)::text || to_jsonb(b)::text), '' ORDER BY d.id)) "
        "FROM deals d JOIN deal_chat_bridges b ON b.\"dealId\" = d.id");
  }

  ops::ChainReport chain() {
    pg::Transaction tx{session};
    return ops::verify_chain(tx);
  }

  TestDatabase database{Template::migrated};
  pg::Session session = database.session();
  std::vector<std::string> keys;
};

TEST_CASE("a batch moves every record once, in chunks that are one operation each") {
  Batch batch{25};
  const auto plan = batch.plan();
  CHECK(plan.items == 25);
  CHECK(plan.hash.size() == 64);
  const auto progress = batch.run(plan, {.chunk = 10});
  CHECK(progress.done == 25);
  CHECK(progress.left() == 0);
  CHECK(batch.count("CANCELLED") == "25");
  CHECK(batch.database.value("SELECT count(*) FROM admctl.operation WHERE kind = 'transition'") == "3");
  CHECK(batch.database.value("SELECT count(*) FROM deal_events WHERE type = 'STATUS_CANCELLED'") == "25");
  CHECK(batch.database.value("SELECT count(DISTINCT \"dealId\") FROM deal_events") == "25");
  CHECK(batch.database.value("SELECT count(*) FROM audit_logs WHERE action = 'deal.transition'") == "50");
  CHECK(batch.database.value("SELECT summary ->> 'planHash' FROM admctl.operation WHERE kind = 'transition' "
                             "LIMIT 1") == plan.hash);
  CHECK(batch.chain().problems.empty());
}

TEST_CASE("a batch that is interrupted between two chunks goes on where it stopped") {
  Batch batch{20};
  const auto plan = batch.plan();
  const auto stop_at_10 = [](const ops::Progress& now) {
    if (now.done == 10) throw Error{code::interrupted, "interrupted"};
  };
  const auto error = error_of([&] { batch.run(plan, {.chunk = 5, .on_progress = stop_at_10}); });
  CHECK(error.code() == code::interrupted);
  CHECK(batch.count("CANCELLED") == "10");
  const auto progress = batch.run(plan, {.chunk = 5});
  CHECK(progress.done == 20);
  CHECK(batch.database.value("SELECT count(*) FROM deal_events WHERE type = 'STATUS_CANCELLED'") == "20");
  CHECK(batch.run(plan).done == 20);
  CHECK(batch.database.value("SELECT count(*) FROM admctl.operation WHERE kind = 'transition'") == "4");
}

// More deals like the first one: enough for both lanes of a plan.
void insert_many(Batch& batch, int count) {
  batch.database.execute(fmt::format(
      "INSERT INTO deals SELECT (jsonb_populate_record(d, jsonb_build_object('id', 'many' || n, 'dealNumber', "
      "1000 + n))).* FROM deals AS d, generate_series(1, {}) AS n",
      count));
  for (int i = 1; i <= count; ++i) batch.keys.push_back(fmt::format("many{}", i));
}

constexpr std::string_view moves_once =
    "SELECT count(*) || ' events of ' || count(DISTINCT \"dealId\") FROM deal_events WHERE type = "
    "'STATUS_CANCELLED'";

TEST_CASE("a batch of more than a thousand records is shared by two connections") {
  Batch batch{1};
  insert_many(batch, 2299);
  const auto plan = batch.plan();
  std::set<std::thread::id> threads;
  std::int64_t last = -1;
  const auto progress = batch.run(plan, {.chunk = 300, .on_progress = [&](const ops::Progress& now) {
                                           CHECK(now.done > last);
                                           last = now.done;
                                           threads.insert(std::this_thread::get_id());
                                         }});
  CHECK(progress.done == 2300);
  CHECK(progress.left() == 0);
  CHECK(threads.size() == 2);
  CHECK(batch.database.value(moves_once) == "2300 events of 2300");
  CHECK(batch.chain().problems.empty());
}

TEST_CASE("a large batch that is interrupted in both lanes goes on where each of them stopped") {
  Batch batch{1};
  insert_many(batch, 2299);
  const auto plan = batch.plan();
  const auto stop_at_900 = [](const ops::Progress& now) {
    if (now.done >= 900) throw Error{code::interrupted, "interrupted"};
  };
  const auto error = error_of([&] { batch.run(plan, {.chunk = 150, .on_progress = stop_at_900}); });
  CHECK(error.code() == code::interrupted);
  const auto halfway = std::stoi(batch.count("CANCELLED"));
  CHECK(halfway >= 900);
  CHECK(halfway <= 1200);
  CHECK(batch.run(plan, {.chunk = 400}).done == 2300);
  CHECK(batch.database.value(moves_once) == "2300 events of 2300");
  CHECK(batch.chain().problems.empty());
}

TEST_CASE("two runners of one large plan do every record once between them") {
  Batch batch{1};
  insert_many(batch, 2299);
  const auto plan = batch.plan();
  auto other = batch.database.session();
  auto first = std::async(std::launch::async, [&] {
    return lifecycle::run_plan(other, admarket(), request("transition"), plan, {.chunk = 40});
  });
  CHECK(batch.run(plan, {.chunk = 50}).done == 2300);
  CHECK(first.get().done == 2300);
  CHECK(batch.database.value(moves_once) == "2300 events of 2300");
  CHECK(batch.chain().problems.empty());
}

TEST_CASE("undoing a plan restores every row of every chunk, and a second undo does nothing") {
  Batch batch{12};
  const auto before = batch.image();
  const auto plan = batch.plan();
  batch.run(plan, {.chunk = 5});
  REQUIRE(batch.image() != before);
  const auto undo = [&] { return ops::undo_plan(batch.session, admarket(), request("undo"), plan); };
  CHECK(undo().size() == 3);
  CHECK(batch.image() == before);
  CHECK(batch.count("CREATED") == "12");
  CHECK(batch.database.value("SELECT count(*) FROM deal_events WHERE data ? 'undoes'") == "12");
  for (const auto& outcome : undo()) CHECK(outcome.replayed);
  CHECK(batch.chain().problems.empty());
}

TEST_CASE("a record that moved since it was planned is a conflict, and stops the batch or not") {
  for (const bool stop : {true, false}) {
    CAPTURE(stop);
    Batch batch{9};
    const auto plan = batch.plan();
    batch.database.execute("UPDATE deals SET notes = 'touched' WHERE id = '" + batch.keys[4] + "'");
    const auto progress = batch.run(plan, {.chunk = 100, .stop_at_failure = stop});
    CHECK(progress.failed == 1);
    CHECK(progress.done == (stop ? 4 : 8));
    CHECK(batch.count("CREATED") == (stop ? "5" : "1"));
    pg::Transaction tx{batch.session};
    const auto failures = ops::failures_of(tx, plan, 10);
    REQUIRE(failures.size() == 1);
    CHECK(failures[0].result == ops::ItemResult::conflict);
    CHECK(failures[0].code == "ADM-2101");
    tx.rollback();
    // What was not reached is still there to be done; what failed is not tried again.
    CHECK(batch.run(plan).done == 8);
  }
}

TEST_CASE("a batch that stops at the first failure leaves everything after it for the next run") {
  Batch batch{6};
  const auto plan = batch.plan();
  for (const int i : {1, 4}) {
    batch.database.execute("UPDATE deals SET notes = 'touched' WHERE id = '" +
                           batch.keys[static_cast<std::size_t>(i)] + "'");
  }
  auto progress = batch.run(plan);
  CHECK(progress.done == 1);
  CHECK(progress.failed == 1);
  CHECK(progress.left() == 4);
  progress = batch.run(plan);
  CHECK(progress.done == 3);
  CHECK(progress.failed == 2);
  progress = batch.run(plan);
  CHECK(progress.done == 4);
  CHECK(progress.left() == 0);
}

TEST_CASE("records that a guard or an invariant refuses do not keep the others from moving") {
  Batch batch{8};
  const auto waiting = insert_deal(batch.database, "FUNDED");
  batch.keys.insert(batch.keys.begin() + 3, waiting);
  const auto plan = batch.plan("TERMS_AGREED");
  const auto progress = batch.run(plan, {.stop_at_failure = false});
  CHECK(progress.done == 8);
  CHECK(progress.failed == 1);
  pg::Transaction tx{batch.session};
  CHECK(ops::failures_of(tx, plan, 10).front().code == "ADM-2103");
}

TEST_CASE("a constraint that one record breaks is found, and the others move") {
  Batch batch{7};
  batch.database.execute(
      "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
      "IF NEW.id = '" +
      batch.keys[5] +
      "' THEN RAISE EXCEPTION 'not this one' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;"
      "CREATE TRIGGER refuse BEFORE UPDATE ON deals FOR EACH ROW EXECUTE FUNCTION refuse()");
  const auto progress = batch.run(batch.plan(), {.stop_at_failure = false});
  CHECK(progress.done == 6);
  CHECK(progress.failed == 1);
  CHECK(batch.count("CREATED") == "1");
  CHECK(batch.chain().problems.empty());
}

TEST_CASE("the same idempotency key answers with the first plan, and refuses another one") {
  Batch batch{3};
  auto asked = request("transition");
  asked.idempotency_key = "nightly";
  const auto plan = batch.plan("CANCELLED", asked);
  CHECK(batch.plan("CANCELLED", asked).id == plan.id);
  CHECK(error_of([&] { batch.plan("EXPIRED", asked); }).code() == code::key_reused);
  CHECK(batch.database.value("SELECT count(*) FROM admctl.plan") == "1");
}

TEST_CASE("a plan that needs an approval is run only when another database role gave it") {
  Batch batch{4};
  const auto plan = batch.plan("CANCELLED", request("transition"), true);
  CHECK(error_of([&] { batch.run(plan); }).code() == code::approval_needed);
  {
    pg::Transaction tx{batch.session};
    CHECK(error_of([&] { ops::approve(tx, plan, request("approve")); }).code() == code::approval_refused);
  }
  // Whatever a client claims, the server signs with the role that logged in.
  const auto forged = error_of([&] {
    pg::Transaction tx{batch.session};
    tx.query(
        "INSERT INTO admctl.approval (plan, db_role, actor, os_user, host, hash) VALUES ($1, 'other', 'a', "
        "'a', "
        "'a', $2)",
        {plan.id, plan.hash});
  });
  CHECK(forged.code() == code::no_privilege);

  const auto role = "second_" + batch.database.value("SELECT substr(md5(current_database()), 1, 8)");
  batch.database.execute(
      fmt::format("CREATE ROLE {0} LOGIN; GRANT USAGE ON SCHEMA admctl TO {0}; "
                  "GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA admctl TO {0}",
                  role));
  auto where = batch.database.conninfo();
  where.set("user", role);
  {
    auto second = pg::Session::open(where, "test");
    pg::Transaction tx{second};
    ops::approve(tx, plan, request("approve"));
    tx.commit();
  }
  CHECK(batch.run(plan).done == 4);
  batch.database.execute(fmt::format("DROP OWNED BY {0}; DROP ROLE {0}", role));
}

TEST_CASE("an approved plan does not begin once a record has changed") {
  Batch batch{3};
  const auto plan = batch.plan("CANCELLED", request("transition"), true);
  batch.database.execute(
      "ALTER TABLE admctl.approval DISABLE TRIGGER sign_approval; INSERT INTO admctl.approval "
      "(plan, db_role, actor, os_user, host, hash) SELECT id, 'other', 'o', 'o', 'h', hash FROM "
      "admctl.plan; UPDATE deals SET notes = 'touched' WHERE id = '" +
      batch.keys[1] + "'");
  const auto error = error_of([&] { batch.run(plan); });
  CHECK(error.code() == code::plan_moved);
  CHECK(error.exit() == Exit::conflict);
  CHECK(batch.count("CREATED") == "3");
}

TEST_CASE("plans, their items, outcomes and approvals cannot be changed") {
  Batch batch{1};
  batch.run(batch.plan());
  for (const auto* statement : {"UPDATE admctl.plan SET reason = 'x'", "DELETE FROM admctl.plan_item",
                                "UPDATE admctl.plan_outcome SET code = ''", "TRUNCATE admctl.approval"}) {
    CAPTURE(statement);
    CHECK(error_of([&] { batch.database.execute(statement); }).code() == code::no_privilege);
  }
}

TEST_CASE("the database says itself that it is protected") {
  const TestDatabase database{Template::empty};
  const auto protection = [&] {
    auto session = database.session();
    pg::Transaction tx{session};
    return ops::protection_of(tx);
  };
  CHECK_FALSE(protection());
  const auto set = [&](const std::string& word) {
    database.execute("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET admctl.protection = " + word +
                     "', current_database()); END $$");
  };
  set("protected");
  CHECK(protection() == ops::Protection::guarded);
  set("confirm");
  CHECK(protection() == ops::Protection::confirm);
  set("sometimes");
  CHECK(error_of(protection).code() == code::bad_protection);
}

}  // namespace
}  // namespace admctl::test
