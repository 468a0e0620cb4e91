// An incident on a seeded database: planted by its owner, mended and taken back by the role of operators that
// 'schema grants' prints.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "lib/core/error.hpp"
#include "lib/lifecycle/recover.hpp"
#include "lib/lifecycle/transition.hpp"
#include "lib/seed/scenario.hpp"
#include "lib/seed/scenario_verify.hpp"
#include "tests/support/deals.hpp"
#include "tests/support/error_of.hpp"
#include "tests/support/granted_roles.hpp"

namespace admctl::test {

class Drill {
 public:
  // `pack` outlives the drill.
  explicit Drill(const platform::Pack& pack = admarket());

  const TestDatabase& database() const { return roles_.database(); }
  pg::Session& session() { return session_; }

  seed::Planted plant(std::string_view scenario);
  // What remains of what was planted.
  std::vector<seed::PlantedRecord> verify(std::string_view scenario);
  // With force and a reason when `forced`; rolled back when `dry`.
  struct Manner {
    bool forced = false;
    bool dry = false;
    std::optional<std::string> key = {};
    std::optional<std::string> expect = {};
    std::optional<std::string> expect_revision = {};
  };
  lifecycle::RecoverResult recover(const std::string& record, std::string_view recipe, const Object& given,
                                   const Manner& manner);
  lifecycle::RecoverResult recover(const std::string& record, std::string_view recipe,
                                   const Object& given = {}) {
    return recover(record, recipe, given, Manner{});
  }
  lifecycle::MoveResult move(const std::string& record, const std::string& to, const Object& given = {});
  void undo(const std::string& operation);
  // Of plant(), by the owner too.
  void take_back(const seed::Planted& planted);

  // Names of the recipes that apply.
  std::set<std::string> applying(const std::string& record);
  // Ids of the invariants that the record, or rows it owns, breaks.
  std::set<std::string> broken(const std::string& record);
  // An image of all rows but the platform's trail and the ledger, a line per table.
  std::string rows();
  // The key of a "kind/label".
  std::string key_of(const std::string& record);
  // An inputs' hash that no transaction has.
  static std::string fresh_hash(std::string_view seed);

 private:
  const platform::Pack& pack_;
  GrantedRoles roles_;
  pg::Session session_;
  pg::Session operator_;
};

}  // namespace admctl::test
