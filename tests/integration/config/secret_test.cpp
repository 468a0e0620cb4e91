// A secret leaves the database nowhere: not in results, history, errors, the ledger, the audit table or
// exports.
#include <catch2/catch.hpp>

#include "lib/core/codes/config.hpp"
#include "lib/core/codes/database.hpp"
#include "lib/core/codes/record.hpp"
#include "lib/core/json_text.hpp"
#include "lib/ops/undo.hpp"
#include "tests/integration/config/config_bench.hpp"

namespace admctl::test {
namespace {

constexpr std::string_view key = "gateway.webhookSecret";
constexpr std::string_view everything_in_ledger =
    "SELECT concat((SELECT string_agg(o::text, ' ') FROM admctl.operation AS o),"
    " (SELECT string_agg(c::text, ' ') FROM admctl.change AS c))";

bool holds(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

}  // namespace

TEST_CASE("The ledger never sees a secret, whether it is set, changed or removed, alone or with others") {
  ConfigBench bench{write_native_pack};
  bench.set(std::string{key}, "first-hunter2");
  bench.change({{std::string{key}, "second-hunter2"}, {"payouts.cycle", "monthly"}});
  CHECK(bench.database.value("SELECT value::text FROM admctl.setting WHERE key = 'gateway.webhookSecret'") ==
        "\"second-hunter2\"");
  bench.unset(std::string{key});
  const auto ledger = bench.database.value(everything_in_ledger);
  CHECK_FALSE(holds(ledger, "hunter2"));
  CHECK(holds(ledger, "********"));
  CHECK(holds(ledger, "monthly"));
}

TEST_CASE("Results, history and errors about a secret show asterisks") {
  ConfigBench bench{write_native_pack};
  const auto first = bench.set(std::string{key}, "first-hunter2");
  CHECK(first.changes[0].after == Value{"********"});
  const auto second = bench.set(std::string{key}, "second-hunter2");
  CHECK(second.changes[0].before == Value{"********"});
  for (const auto& edit : bench.history(key)) {
    if (edit.before) CHECK(*edit.before == Value{"********"});
    REQUIRE(edit.after);
    CHECK(*edit.after == Value{"********"});
  }
  const auto late = error_of([&] {
    bench.change({{std::string{key}, "third-hunter2", first.changes[0].revision}});
  });
  CHECK(late.code() == code::config_moved);
  CHECK_FALSE(holds(late.message() + late.detail() + late.hint(), "hunter2"));
  const auto wrong = error_of([&] { bench.set(std::string{key}, "hunter2"); });
  CHECK(wrong.code() == code::config_invalid);
  CHECK_FALSE(holds(wrong.message() + wrong.detail() + wrong.hint(), "hunter2"));
}

TEST_CASE("The revision of a secret changes with every write and tells nothing of the value") {
  ConfigBench bench{write_native_pack};
  const auto first = bench.set(std::string{key}, "first-hunter2");
  bench.database.execute(
      "UPDATE admctl.setting SET value = '\"other-hunter2\"' WHERE key = 'gateway.webhookSecret'");
  const auto moved = bench.entry(key)->revision;
  CHECK(moved != first.changes[0].revision);
  CHECK(moved != config::revision_of(key, "other-hunter2", bench.entry(key)->updated));
  CHECK(bench.change({{std::string{key}, "third-hunter2", moved}}).changes.size() == 1);
}

TEST_CASE("What changed a secret is neither undone nor rolled back, and says why") {
  ConfigBench bench{write_native_pack};
  const auto first = bench.set(std::string{key}, "first-hunter2");
  bench.set(std::string{key}, "second-hunter2");
  auto session = bench.database.session();
  const auto undo = error_of(
      [&] { ops::undo(session, bench.pack, ConfigBench::by("bob", "undo"), first.outcome.operation.id); });
  CHECK(undo.code() == code::not_undoable);
  CHECK(holds(undo.detail(), "the ledger keeps no secrets"));
  const auto rollback = error_of([&] { bench.rollback(key, first.outcome.operation.id); });
  CHECK(rollback.code() == code::secret_not_kept);
  CHECK(bench.database.value("SELECT value::text FROM admctl.setting WHERE key = 'gateway.webhookSecret'") ==
        "\"second-hunter2\"");
}

TEST_CASE("Secrets kept as text in the platform's own table are masked in the same way") {
  ConfigBench bench{write_bot_pack, bot_tables};
  bench.set("ADMIN_API_SECRET", "0123456789-hunter2");
  bench.set("ADMIN_API_SECRET", "9876543210-hunter2");
  bench.unset("ADMIN_API_SECRET");
  CHECK_FALSE(holds(bench.database.value(everything_in_ledger), "hunter2"));
  CHECK(bench.database.value("SELECT setting_value FROM bot_settings") == "9876543210-hunter2");
}

TEST_CASE("What the database says about a secret that it refuses is left out") {
  ConfigBench bench{write_bot_pack, bot_tables};
  bench.database.execute("ALTER TABLE bot_settings ADD CHECK (setting_value NOT LIKE '%hunter2')");
  const auto error = error_of([&] { bench.set("ADMIN_API_SECRET", "0123456789-hunter2"); });
  CHECK(error.code() == code::constraint_violated);
  CHECK_FALSE(holds(error.message() + error.detail() + error.hint(), "hunter2"));
  CHECK(holds(error.detail(), "23514"));
  const auto open = error_of([&] { bench.set("free_text", "plain hunter2"); });
  CHECK(holds(open.detail(), "hunter2"));
}

}  // namespace admctl::test
