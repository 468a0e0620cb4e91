// Problems of single records: which rows belong to them, how they are reached, and what a bad pack says.
#include <catch2/catch.hpp>

#include "lib/core/codes/general.hpp"
#include "lib/core/codes/migration.hpp"
#include "lib/core/error.hpp"
#include "lib/ops/invariants.hpp"
#include "tests/support/deals.hpp"

namespace admctl::test {
namespace {

const platform::Kind& deal() { return *admarket().find_kind("deal"); }

// "A01 deals, A03 transactions"
std::string brief(const std::vector<ops::Violation>& violations) {
  std::string out;
  for (const auto& found : violations) {
    if (!out.empty()) out += ", ";
    out += found.invariant->id + " " + found.table;
  }
  return out;
}

// A pack whose only invariant is `violated` on deals.
platform::Pack pack_with(const std::string& violated, const std::string& what = {}) {
  auto pack = admarket();
  platform::Invariant invariant;
  invariant.id = "X1";
  invariant.title = "a test";
  invariant.sentence = "A sentence.";
  invariant.remedy = "mend {record}, then {record} again";
  platform::InvariantCheck check;
  check.kind = "deal";
  check.table = "deals";
  check.violated = violated;
  check.what = what;
  invariant.checks.push_back(check);
  pack.invariants = {invariant};
  return pack;
}

Error error_of(const TestDatabase& database, const platform::Pack& pack, bool one_record) {
  auto session = database.session();
  pg::Transaction tx{session};
  try {
    const std::vector<std::string> keys{database.value("SELECT min(id) FROM deals")};
    if (one_record)
      ops::violations_of(tx, pack, deal(), keys);
    else
      ops::check_invariant(tx, pack, pack.invariants.front(), 3);
  } catch (const Error& error) {
    return error;
  }
  FAIL("nothing was thrown");
  throw std::logic_error{"unreachable"};
}

TEST_CASE("a record's problems are those of its own row and of the rows it owns, and of no other record") {
  const TestDatabase database{Template::seeded};
  const auto key = [&](const std::string& number) {
    return database.value(
        "SELECT id FROM deals WHERE status = 'COMPLETED' ORDER BY \"dealNumber\" LIMIT 1 OFFSET " + number);
  };
  const auto one = key("0");
  const auto two = key("1");
  const auto sound = key("2");
  database.execute("UPDATE deals SET \"publisherAmount\" = '1' WHERE id = '" + one + "';" +
                   "UPDATE creatives SET version = version + 1 WHERE \"dealId\" = '" + one + "';" +
                   "UPDATE transactions SET amount = 'x' WHERE type = 'RELEASE' AND \"dealId\" = '" + two +
                   "'");
  auto session = database.session();
  pg::Transaction tx{session, pg::Transaction::Options::snapshot("public")};
  const auto problems = [&](const std::vector<std::string>& keys) {
    return ops::violations_of(tx, admarket(), deal(), keys);
  };
  const auto of_one = problems({one});
  CHECK(brief(of_one) == "A01 deals, A18 creatives");
  CHECK(of_one[0].key == one);
  CHECK(of_one[0].record_kind == "deal");
  CHECK(of_one[1].key == database.value("SELECT id FROM creatives WHERE \"dealId\" = '" + one + "'"));
  CHECK(of_one[1].record_key == one);
  CHECK(of_one[1].record ==
        "deal/" + database.value("SELECT \"dealNumber\" FROM deals WHERE id = '" + one + "'"));
  CHECK(brief(problems({two})) == "A03 transactions");
  CHECK(problems({sound}).empty());
  CHECK(problems({"no such key"}).empty());
  CHECK(problems({}).empty());
  // The order of the keys does not matter, and problems compare by invariant and row.
  const auto both = problems({two, sound, one});
  CHECK(brief(both) == "A01 deals, A03 transactions, A18 creatives");
  CHECK(both == problems({one, two}));
  CHECK(both[0] == of_one[0]);
  CHECK_FALSE(both[0] == both[2]);
}

TEST_CASE("warnings can be left out") {
  const TestDatabase database{Template::seeded};
  const auto id = database.value("SELECT min(id) FROM deals WHERE status = 'CREATED'");
  database.execute(
      "UPDATE deals SET \"statusHistory\" = '[{\"status\": \"CREATED\", \"timestamp\": "
      "\"2020-01-01T00:00:00.000Z\"}]', "
      "\"platformFeeBps\" = 1 WHERE id = '" +
      id + "'");
  auto session = database.session();
  pg::Transaction tx{session};
  const std::vector<std::string> keys{id};
  CHECK(brief(ops::violations_of(tx, admarket(), deal(), keys)) == "A02 deals, A15 deals");
  CHECK(brief(ops::violations_of(tx, admarket(), deal(), keys, platform::Severity::error)) == "A02 deals");
}

TEST_CASE("without invariants about a kind nothing is asked of the database") {
  auto pack = pack_with("no_such_column");
  CHECK(ops::has_invariants(pack, deal()));
  pack.invariants.front().severity = platform::Severity::warning;
  CHECK_FALSE(ops::has_invariants(pack, deal(), platform::Severity::error));
  pack.invariants.front().checks.front().scan = true;
  CHECK_FALSE(ops::has_invariants(pack, deal()));
  const TestDatabase database{Template::empty};
  auto session = database.session();
  pg::Transaction tx{session};
  const std::vector<std::string> keys{"k"};
  CHECK(ops::violations_of(tx, pack, deal(), keys).empty());
  CHECK(tx.value("SELECT 1") == "1");
}

TEST_CASE("the problems of one record are found through indexes alone") {
  const TestDatabase database{Template::seeded};
  auto session = database.session();
  pg::Transaction tx{session};
  tx.script("ANALYZE");
  // The tables of a test are so small that reading them whole is cheapest; where an index leads to the rows, it
  // is taken now. A table read whole by its index would show in the number of rows.
  tx.query("SET LOCAL enable_seqscan = off");
  const auto rows = tx.query("SELECT DISTINCT ON (status) id FROM deals ORDER BY status, id");
  REQUIRE(rows.size() == 22);
  for (const auto row : rows) {
    const std::vector<std::string> keys{std::string{row.text(0)}};
    CAPTURE(keys);
    CHECK(ops::violations_of(tx, admarket(), deal(), keys).empty());
  }
  // Statistics of this transaction alone.
  const auto read = tx.query(
      "SELECT relname, seq_scan, seq_tup_read, idx_tup_fetch / 22 AS fetched, n_live_tup FROM ("
      "  SELECT x.relname, x.seq_scan, x.seq_tup_read, COALESCE(x.idx_tup_fetch, 0) AS idx_tup_fetch,"
      "    c.reltuples AS n_live_tup FROM pg_stat_xact_user_tables AS x JOIN pg_class AS c ON c.oid = x.relid"
      "  WHERE x.schemaname = 'public' AND c.reltuples >= 100) AS s");
  REQUIRE(read.size() > 5);
  for (const auto table : read) {
    CAPTURE(table.text("relname"), table.text("n_live_tup"));
    // Reading the keys above with DISTINCT is one scan of deals by an index.
    CHECK(table.integer("seq_scan") == 0);
    CHECK(table.integer("fetched") < 60);
  }
}

TEST_CASE("a mistake in the pack's SQL names the invariant and shows the place") {
  const TestDatabase database{Template::seeded};
  for (const bool one_record : {false, true}) {
    CAPTURE(one_record);
    const auto error = error_of(database, pack_with("r.\"id\" <> ''\n  AND r.\"prise\" > 0"), one_record);
    CHECK(error.code() == code::bad_pack);
    CHECK(error.message() == "invariant X1 of the pack, check 1 on deals: column r.prise does not exist");
    CHECK(error.detail().find("  AND r.\"prise\" > 0\n      ^\n") != std::string::npos);
  }
  // What fails only on some rows.
  const auto whole = error_of(database, pack_with("1 / (r.\"dealNumber\" - r.\"dealNumber\") > 0"), false);
  CHECK(whole.code() == code::bad_pack);
  CHECK(whole.message() == "invariant X1 of the pack, check 1 on deals: division by zero");
  const auto sentence = error_of(database, pack_with("true", "r.\"nothing\""), true);
  CHECK(sentence.message() == "invariant X1 of the pack, check 1 on deals: column r.nothing does not exist");
}

TEST_CASE("a mistake that shows only in a row names the invariants it may be in") {
  const TestDatabase database{Template::seeded};
  auto pack = pack_with("1 / (r.\"dealNumber\" - r.\"dealNumber\") > 0");
  pack.invariants.push_back(pack.invariants.front());
  pack.invariants.back().id = "X2";
  const auto error = error_of(database, pack, true);
  CHECK(error.code() == code::bad_pack);
  CHECK(error.message() == "an invariant of the pack (X1, X2): division by zero");
  CHECK(error.hint() == "run 'admctl check': it tries them one by one");
}

TEST_CASE("a database without the platform's tables says so, not that the pack is wrong") {
  const TestDatabase database{Template::empty};
  auto session = database.session();
  pg::Transaction tx{session};
  try {
    ops::check_invariant(tx, admarket(), admarket().invariants.front(), 3);
    FAIL("nothing was thrown");
  } catch (const Error& error) {
    CHECK(error.code() == code::schema_missing);
  }
}

TEST_CASE(
    "a remedy names the record wherever it stands, and a row without a sentence of its own has the "
    "invariant's") {
  const TestDatabase database{Template::seeded};
  auto session = database.session();
  pg::Transaction tx{session};
  const auto pack = pack_with("r.\"dealNumber\" = 7");
  const auto result = ops::check_invariant(tx, pack, pack.invariants.front(), 3);
  REQUIRE(result.samples.size() == 1);
  CHECK(ops::remedy_of(result.samples[0]) == "mend deal/7, then deal/7 again");
  CHECK(result.samples[0].what == "A sentence.");
}

}  // namespace
}  // namespace admctl::test
