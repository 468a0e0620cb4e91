#include "tests/support/drill.hpp"

#include <fmt/format.h>

#include "lib/core/sha256.hpp"
#include "lib/lifecycle/key_search.hpp"
#include "lib/ops/undo.hpp"

namespace admctl::test {

Drill::Drill(const platform::Pack& pack)
    : pack_{pack},
      roles_{Template::seeded, pack.platform},
      session_{roles_.database().session()},
      operator_{roles_.session_as("operator")} {}

seed::Planted Drill::plant(std::string_view scenario) {
  return seed::plant(session_, pack_, request("seed.scenario"), scenario);
}

std::vector<seed::PlantedRecord> Drill::verify(std::string_view scenario) {
  pg::Transaction tx{session_, pg::Transaction::Options::snapshot(pack_.schema)};
  return seed::verify_scenario(tx, pack_, scenario).records;
}

lifecycle::RecoverResult Drill::recover(const std::string& record, std::string_view recipe, const Object& given,
                                        const Manner& manner) {
  auto asked = request("recover", "INC-1: seen on chain");
  asked.force = manner.forced;
  asked.dry_run = manner.dry;
  asked.idempotency_key = manner.key;
  lifecycle::RecoverOrder order;
  order.record = lifecycle::parse_address(pack_, record);
  order.recipe = &lifecycle::find_recipe(pack_, *order.record.kind, recipe);
  order.given = given;
  order.expect = manner.expect;
  order.expect_revision = manner.expect_revision;
  return lifecycle::recover(operator_, pack_, asked, order);
}

void Drill::undo(const std::string& operation) { ops::undo(operator_, pack_, request("undo"), operation); }

void Drill::take_back(const seed::Planted& planted) {
  ops::undo(session_, pack_, request("undo"), planted.outcome.operation.id);
}

std::set<std::string> Drill::applying(const std::string& record) {
  pg::Transaction tx{session_};
  const auto address = lifecycle::parse_address(pack_, record);
  std::set<std::string> names;
  for (const auto& offer : lifecycle::offered_recipes(tx, pack_, address).offers) {
    if (offer.applies) names.insert(offer.recipe->name);
  }
  return names;
}

std::string Drill::key_of(const std::string& record) {
  pg::Transaction tx{session_};
  const auto address = lifecycle::parse_address(pack_, record);
  return lifecycle::resolve_key(tx, pack_, *address.kind, address.key);
}

std::set<std::string> Drill::broken(const std::string& record) {
  const auto key = key_of(record);
  pg::Transaction tx{session_};
  const auto address = lifecycle::parse_address(pack_, record);
  std::set<std::string> ids;
  for (const auto& violation : ops::violations_of(tx, pack_, *address.kind, {&key, 1})) {
    ids.insert(violation.invariant->id);
  }
  return ids;
}

lifecycle::MoveResult Drill::move(const std::string& record, const std::string& to, const Object& given) {
  lifecycle::Move wanted{lifecycle::parse_address(pack_, record), to};
  wanted.given = given;
  return lifecycle::transition(operator_, pack_, request("transition", "INC-1: seen outside"), wanted);
}

std::string Drill::rows() {
  std::set<std::string> trail{"_prisma_migrations", "schema_migrations"};
  if (pack_.audit) trail.insert(pack_.audit->table);
  for (const auto& events : pack_.events) trail.insert(events.table);
  for (const auto& kind : pack_.kinds) trail.insert(kind.trail.event_table);
  pg::Transaction tx{session_};
  std::string all;
  for (const auto row : tx.query("SELECT relname FROM pg_class WHERE relnamespace = $1::regnamespace AND "
                                 "relkind = 'r' ORDER BY relname COLLATE \"C\"",
                                 {pg::quote(pack_.schema)})) {
    const std::string table{row.text(0)};
    if (trail.contains(table)) continue;
    const auto image =
        tx.value(fmt::format("SELECT md5(string_agg(t::text, E'\\n' ORDER BY t::text)) FROM {} AS t",
                             pg::quote(pack_.schema, table)));
    all += fmt::format("{} {}\n", table, image.value_or("empty"));
  }
  return all;
}

std::string Drill::fresh_hash(std::string_view seed) { return sha256_hex("drill " + std::string{seed}); }

}  // namespace admctl::test
