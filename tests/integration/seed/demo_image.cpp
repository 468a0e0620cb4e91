#include "tests/integration/seed/demo_image.hpp"

#include <fmt/format.h>

#include "lib/core/sha256.hpp"
#include "lib/ops/invariants.hpp"
#include "lib/pg/copy.hpp"
#include "lib/seed/categories.hpp"
#include "tests/support/deals.hpp"
#include "tests/support/platform_data.hpp"

namespace admctl::test {
namespace {

// The pack as its invariants were at `until`: the data ends there, and time goes on.
platform::Pack pack_then() {
  static constexpr std::string_view present = "now()";
  auto pack = admarket();
  for (auto& invariant : pack.invariants) {
    for (auto& check : invariant.checks) {
      for (auto at = check.violated.find(present); at != std::string::npos; at = check.violated.find(present)) {
        check.violated.replace(at, present.size(), fmt::format("timestamptz '{} 00:00:00+00'", demo_until));
      }
    }
  }
  return pack;
}

}  // namespace

void seed_categories(const TestDatabase& database) {
  auto session = database.session();
  seed::seed_categories(session, admarket(), request("seed.categories"), {});
}

std::string broken_rules(const TestDatabase& database) {
  auto session = database.session();
  pg::Transaction tx{session};
  // Fresh tables have no statistics yet, and some rules join all of them.
  tx.script("ANALYZE");
  std::string broken;
  const auto pack = pack_then();
  for (const auto& invariant : pack.invariants) {
    const auto result = ops::check_invariant(tx, pack, invariant, 1);
    if (result.count > 0)
      broken += fmt::format("{}: {} ({}) ", invariant.id, result.count, result.samples[0].what);
  }
  for (const auto& [name, sql] : PlatformData{pack.platform}.demo().rules) {
    const auto rows = tx.query(with_word(sql, ":now", fmt::format("timestamp '{}'", demo_until)));
    if (!rows.empty()) broken += fmt::format("{}: {} ", name, rows.size());
  }
  return broken;
}

std::string image(const TestDatabase& database) {
  auto session = database.session();
  pg::Transaction tx{session};
  Sha256 hash;
  const auto tables =
      tx.query(R"(SELECT c.relname, string_agg(quote_ident(a.attname) || '::text COLLATE "C"', ', '
        ORDER BY array_position(i.indkey::int2[], a.attnum))
      FROM pg_class AS c JOIN pg_index AS i ON i.indrelid = c.oid AND i.indisprimary
      JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
      WHERE c.relnamespace = 'public'::regnamespace
        AND c.relname NOT IN ('_prisma_migrations', 'audit_logs', 'system_config', 'channel_categories')
      GROUP BY 1 ORDER BY 1)");
  for (const auto table : tables) {
    hash.update(table.text(0));
    pg::copy_out(tx, fmt::format("SELECT * FROM {} ORDER BY {}", pg::quote(table.text(0)), table.text(1)), "",
                 [&](std::string_view row) { hash.update(row); });
  }
  return hash.finish();
}

std::string keys_of(const TestDatabase& database) {
  return database.value(R"(SELECT string_agg(line, E'\n' ORDER BY line COLLATE "C") FROM (
      SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid), convalidated,
        obj_description(oid, 'pg_constraint')) AS line
      FROM pg_constraint WHERE connamespace = 'public'::regnamespace
      UNION ALL
      SELECT concat_ws(' ', pg_get_indexdef(indexrelid), indisprimary, indisclustered, indisreplident, indisvalid,
        obj_description(indexrelid, 'pg_class')) FROM pg_index
      WHERE indrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)) AS lines)");
}

}  // namespace admctl::test
