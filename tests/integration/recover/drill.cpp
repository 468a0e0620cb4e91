#include "tests/integration/recover/drill.hpp"

#include "lib/core/sha256.hpp"
#include "lib/ops/undo.hpp"

namespace admctl::test {

seed::Planted Drill::plant(std::string_view scenario) {
  return seed::plant(session_, admarket(), request("seed.scenario"), scenario);
}

std::vector<seed::PlantedRecord> Drill::verify(std::string_view scenario) {
  pg::Transaction tx{session_, pg::Transaction::Options::snapshot(admarket().schema)};
  return seed::verify_scenario(tx, admarket(), scenario).records;
}

lifecycle::RecoverResult Drill::recover(const std::string& record, std::string_view recipe, const Object& given,
                                        const Manner& manner) {
  auto asked = request("recover", "INC-1: seen on chain");
  asked.force = manner.forced;
  asked.dry_run = manner.dry;
  asked.idempotency_key = manner.key;
  lifecycle::RecoverOrder order;
  order.record = lifecycle::parse_address(admarket(), record);
  order.recipe = &lifecycle::find_recipe(admarket(), *order.record.kind, recipe);
  order.given = given;
  order.expect = manner.expect;
  order.expect_revision = manner.expect_revision;
  return lifecycle::recover(session_, admarket(), asked, order);
}

void Drill::undo(const std::string& operation) { ops::undo(session_, admarket(), request("undo"), operation); }

std::set<std::string> Drill::applying(const std::string& record) {
  pg::Transaction tx{session_};
  const auto address = lifecycle::parse_address(admarket(), record);
  std::set<std::string> names;
  for (const auto& offer : lifecycle::offered_recipes(tx, admarket(), address).offers) {
    if (offer.applies) names.insert(offer.recipe->name);
  }
  return names;
}

std::string Drill::key_of(const std::string& record) {
  pg::Transaction tx{session_};
  const auto address = lifecycle::parse_address(admarket(), record);
  return lifecycle::resolve_key(tx, admarket(), *address.kind, address.key);
}

std::set<std::string> Drill::broken(const std::string& record) {
  const auto key = key_of(record);
  pg::Transaction tx{session_};
  const auto address = lifecycle::parse_address(admarket(), record);
  std::set<std::string> ids;
  for (const auto& violation : ops::violations_of(tx, admarket(), *address.kind, {&key, 1})) {
    ids.insert(violation.invariant->id);
  }
  return ids;
}

std::string Drill::rows() const {
  std::string all;
  for (const auto* table :
       {"deals", "escrow_wallets", "transactions", "creatives", "deal_posting_plan_proposals",
        "deal_chat_bridges", "disputes", "channels", "listings", "users", "user_telegram_sessions",
        "system_config", "notifications", "reviews", "briefs", "brief_applications"}) {
    all += std::string{table} + "\n" +
           database_.value("SELECT coalesce(string_agg(t::text, E'\\n' ORDER BY t::text), '') FROM \"" +
                           std::string{table} + "\" AS t") +
           "\n";
  }
  return all;
}

std::string Drill::fresh_hash(std::string_view seed) { return sha256_hex("drill " + std::string{seed}); }

}  // namespace admctl::test
