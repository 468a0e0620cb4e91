// The demo data of every platform: whole, right, and the same everywhere.
#include <fmt/format.h>
#include <algorithm>
#include <utility>

#include "lib/core/codes/general.hpp"
#include "lib/core/codes/record.hpp"
#include "lib/core/sha256.hpp"
#include "lib/ops/invariants.hpp"
#include "lib/pg/copy.hpp"
#include "lib/seed/demo.hpp"
#include "tests/integration/platforms/stage.hpp"
#include "tests/support/deals.hpp"
#include "tests/support/error_of.hpp"
#include "tests/support/run_admctl.hpp"

namespace admctl::test {
namespace {

using Names = std::vector<std::string>;

constexpr std::int64_t many = 1000;

seed::DemoRequest set_of(std::int64_t count, std::int64_t seed, Time until) {
  seed::DemoRequest demo;
  demo.count = count;
  demo.seed = seed;
  demo.until = until;
  return demo;
}

// A migrated database with the platform's taxonomies.
class Field {
 public:
  explicit Field(const platform::Pack& pack)
      : pack_{pack}, database_{Template::migrated, pack.platform}, session_{database_.session()} {
    const auto result =
        run_admctl({"--db", database_.url(), "--platform", pack.platform, "-q", "seed", "categories"});
    INFO(result.err);
    const bool has_none = result.err.find(code_name(code::no_categories)) != std::string::npos;
    REQUIRE((result.exit == 0 || has_none));
  }

  void sow(std::int64_t count, std::int64_t seed, Time until) { tables_ = load(set_of(count, seed, until)); }
  std::vector<seed::DemoTable> load(const seed::DemoRequest& demo) {
    return seed::seed_demo(session_, pack_, request("seed.demo"), demo).tables;
  }

  std::int64_t records() {
    pg::Transaction tx{session_, options_of(pack_)};
    return std::stoll(
        *tx.value(fmt::format("SELECT count(*) FROM {}", pg::quote(pack_.schema, pack_.kinds[0].table))));
  }

  // Tables with generated rows that nothing refers to.
  Names leaves() {
    pg::Transaction tx{session_, options_of(pack_)};
    Names names;
    for (const auto& [table, rows] : tables_) {
      if (rows == 0 || (pack_.audit && pack_.audit->table == table)) continue;
      if (tx.value("SELECT EXISTS (SELECT FROM pg_constraint WHERE contype = 'f' AND confrelid = $1::regclass)",
                   {pg::quote(pack_.schema, table)}) == "f")
        names.push_back(table);
    }
    return names;
  }

  void empty(const Names& names) {
    pg::Transaction tx{session_, options_of(pack_)};
    for (const auto& name : names) tx.query("DELETE FROM " + pg::quote(pack_.schema, name));
    tx.commit();
  }

  // SHA-256 over all rows that the generator wrote, in order of their text.
  std::string image() {
    pg::Transaction tx{session_, options_of(pack_)};
    Sha256 hash;
    for (const auto& [table, rows] : tables_) {
      // Seeding the taxonomies has written rows of its own there, each with its time.
      if (pack_.audit && pack_.audit->table == table) continue;
      if (std::ranges::find(pack_.categories, table, &platform::CategoryMapping::table) !=
          pack_.categories.end())
        continue;
      hash.update(table);
      pg::copy_out(tx,
                   fmt::format("SELECT t::text FROM {} AS t ORDER BY t::text COLLATE \"C\"",
                               pg::quote(pack_.schema, table)),
                   "", [&](std::string_view row) { hash.update(row); });
    }
    return hash.finish();
  }

  pg::Session& session() { return session_; }
  const std::vector<seed::DemoTable>& tables() const { return tables_; }

 private:
  const platform::Pack& pack_;
  TestDatabase database_;
  pg::Session session_;
  std::vector<seed::DemoTable> tables_;
};

// "A05: 3 (what is wrong)" for each invariant and rule that is broken.
Names broken_rules(const Subject& subject, pg::Session& session) {
  auto options = options_of(subject.pack);
  options.timeouts.statement = std::chrono::minutes{10};
  pg::Transaction tx{session, options};
  // Fresh tables have no statistics yet, and some rules join all of them.
  tx.script("ANALYZE");
  Names broken;
  for (const auto& invariant : subject.pack.invariants) {
    const auto result = ops::check_invariant(tx, subject.pack, invariant, 1);
    if (result.count == 0) continue;
    broken.push_back(fmt::format("{}: {} rows ({}: {})", invariant.id, result.count, result.samples[0].record,
                                 result.samples[0].what));
  }
  for (const auto& [name, sql] : subject.data.demo().rules) {
    const auto rows = tx.query(with_word(sql, ":now", "timezone('UTC', now())"));
    if (!rows.empty()) broken.push_back(fmt::format("{}: {} rows", name, rows.size()));
  }
  return broken;
}

const PlatformTest whole{
    "seed", "demo data has rows in every table, and records in every state of every kind",
    [](const Subject& subject) {
      const auto& pack = subject.pack;
      const TestDatabase database{Template::seeded, pack.platform};
      auto session = database.session();
      pg::Transaction tx{session, options_of(pack)};
      Names empty;
      for (const auto row : tx.query("SELECT relname FROM pg_class WHERE relnamespace = $1::regnamespace AND "
                                     "relkind IN ('r', 'p') AND NOT relispartition ORDER BY 1",
                                     {pg::quote(pack.schema)})) {
        const std::string table{row.text(0)};
        if (tx.value(fmt::format("SELECT EXISTS (SELECT FROM {})", pg::quote(pack.schema, table))) == "f")
          empty.push_back(table);
      }
      CHECK(empty == Names{});
      Names missing;
      for (const auto& kind : pack.kinds) {
        const Stage stage{pack, kind, tx};
        for (const auto& state : kind.lifecycle.state_names())
          if (stage.count_in(state) == 0) missing.push_back(kind.name + " " + state);
      }
      CHECK_THAT(missing, Catch::UnorderedEquals(subject.data.demo().absent));
      CHECK(tx.value(fmt::format("SELECT count(*) FROM {}", pg::quote(pack.schema, pack.kinds[0].table))) ==
            "220");
    },
    CATCH_INTERNAL_LINEINFO};

const PlatformTest right{
    "seed",
    "demo data breaks no rule of the platform, whatever the number, and the same words give the same bytes",
    [](const Subject& subject) {
      const auto until = *parse_time("2026-03-01");
      Field one{subject.pack};
      one.sow(many, 7, until);
      Field two{subject.pack};
      two.sow(many, 7, until);
      REQUIRE_FALSE(one.tables().empty());
      CHECK(one.image() == two.image());
      Field other{subject.pack};
      other.sow(many, 8, system_clock().now());
      CHECK(broken_rules(subject, other.session()) == Names{});
      Field few{subject.pack};
      few.sow(1, 1, system_clock().now());
      CHECK(broken_rules(subject, few.session()) == Names{});
    },
    CATCH_INTERNAL_LINEINFO};

const PlatformTest sets{"seed",
                        "sets that are added with the same seed and with others break no rule of the platform",
                        [](const Subject& subject) {
                          const auto until = system_clock().now();
                          Field field{subject.pack};
                          field.sow(230, 7, until);
                          for (const auto& [count, seed] : {std::pair{230, 7}, {60, 7}, {1, 8}, {100, 9}}) {
                            CAPTURE(count, seed);
                            auto demo = set_of(count, seed, until);
                            demo.append = true;
                            CHECK_FALSE(field.load(demo).empty());
                          }
                          CHECK(field.records() == 230 + 230 + 60 + 1 + 100);
                          CHECK(broken_rules(subject, field.session()) == Names{});
                        },
                        CATCH_INTERNAL_LINEINFO};

const PlatformTest first{"seed", "a set that is added to an empty platform fills every table",
                         [](const Subject& subject) {
                           Field field{subject.pack};
                           auto demo = set_of(220, 1, system_clock().now());
                           demo.append = true;
                           for (const auto& [table, rows] : field.load(demo)) {
                             CAPTURE(table);
                             CHECK(rows > 0);
                           }
                         },
                         CATCH_INTERNAL_LINEINFO};

const PlatformTest only{"seed", "tables that a set lacks are filled with the rows they had",
                        [](const Subject& subject) {
                          Field field{subject.pack};
                          field.sow(220, 7, *parse_time("2026-03-01"));
                          const auto before = field.image();
                          auto demo = set_of(220, 7, *parse_time("2026-03-01"));
                          demo.only = field.leaves();
                          REQUIRE(demo.only.size() > 1);
                          field.empty(demo.only);
                          CHECK(field.image() != before);
                          CHECK(field.load(demo).size() == demo.only.size());
                          CHECK(field.image() == before);
                        },
                        CATCH_INTERNAL_LINEINFO};

const PlatformTest languages{"seed", "languages that the texts of a platform do not have are refused by name",
                             [](const Subject& subject) {
                               Field field{subject.pack};
                               auto demo = set_of(1, 7, *parse_time("2026-03-01"));
                               demo.locales = {"tlh"};
                               const auto error = error_of([&] { field.load(demo); });
                               CHECK(error.code() == code::usage);
                               CHECK(error.message().find("'tlh'") != std::string::npos);
                               CHECK(error.hint() != "");
                               CHECK(field.records() == 0);
                             },
                             CATCH_INTERNAL_LINEINFO};

const PlatformTest again{"seed", "taxonomies and settings that are there already are left as they are",
                         [](const Subject& subject) {
                           const TestDatabase database{Template::seeded, subject.pack.platform};
                           const auto operations = database.value("SELECT count(*) FROM admctl.operation");
                           for (const auto* what : {"categories", "config"}) {
                             CAPTURE(what);
                             const auto result = run_admctl(
                                 {"--db", database.url(), "--platform", subject.pack.platform, "seed", what});
                             INFO(result.err);
                             CHECK(result.exit == 0);
                           }
                           CHECK(database.value("SELECT count(*) FROM admctl.operation") == operations);
                         },
                         CATCH_INTERNAL_LINEINFO};

const PlatformTest large{"seed", "a hundred thousand records of demo data break no rule of the platform",
                         [](const Subject& subject) {
                           Field field{subject.pack};
                           field.sow(100'000, 3, system_clock().now());
                           CHECK(broken_rules(subject, field.session()) == Names{});
                         },
                         CATCH_INTERNAL_LINEINFO, Size::large};

}  // namespace
}  // namespace admctl::test
