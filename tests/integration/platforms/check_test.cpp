// The invariants of every platform: each finds what it is for, and nothing on clean data.
#include <regex>

#include <fmt/format.h>

#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/ops/invariants.hpp"
#include "tests/integration/platforms/stage.hpp"
#include "tests/support/database.hpp"
#include "tests/support/run_admctl.hpp"

namespace admctl::test {
namespace {

// The seeded database in one transaction that is never committed.
class Patient {
 public:
  explicit Patient(const Subject& subject)
      : pack_{subject.pack},
        database_{Template::seeded, pack_.platform},
        session_{database_.session()},
        tx_{session_, options_of(pack_)} {}

  // Undoes what `body` did. A mistake in one breakage must not hide the others.
  template <typename Body>
  void rolled_back(Body body) {
    struct TakeBack {};
    try {
      tx_.savepoint([&] {
        body();
        throw TakeBack{};
      });
    } catch (const TakeBack&) {
    } catch (const Error& error) {
      FAIL_CHECK(error.message() << "\n" << error.detail());
    }
  }

  std::string violated() {
    std::vector<std::string> ids;
    for (const auto& invariant : pack_.invariants)
      if (ops::check_invariant(tx_, pack_, invariant, 0).count > 0) ids.push_back(invariant.id);
    return join(ids, " ");
  }

  // The record that is then in violation.
  std::string damage(const Breakage& breakage) {
    if (!breakage.prepare.empty()) tx_.script(breakage.prepare);
    const auto record = tx_.value(breakage.sql);
    REQUIRE(record);
    return *record;
  }

  pg::Transaction& tx() { return tx_; }

 private:
  const platform::Pack& pack_;
  TestDatabase database_;
  pg::Session session_;
  pg::Transaction tx_;
};

bool contains(const std::vector<ops::Violation>& violations, const std::string& record) {
  return std::ranges::any_of(violations, [&](const auto& each) { return each.record == record; });
}

const PlatformTest clean_data{"check", "check finds nothing wrong with the demo data",
                              [](const Subject& subject) {
                                const TestDatabase database{Template::seeded, subject.pack.platform};
                                const auto result = run_admctl({"--db", database.url(), "--platform",
                                                                subject.pack.platform, "check", "--exit-code"});
                                INFO(result.out << result.err);
                                CHECK(result.exit == 0);
                              },
                              CATCH_INTERNAL_LINEINFO};

const PlatformTest each_finds_its_own{
    "check", "each invariant finds a deliberate breakage of its own, and no other invariant does",
    [](const Subject& subject) {
      REQUIRE_FALSE(subject.pack.invariants.empty());
      Patient patient{subject};
      CHECK(patient.violated().empty());
      std::set<std::string> proven;
      for (const auto& breakage : subject.data.breakages()) {
        CAPTURE(breakage.invariant, breakage.sql);
        const auto* invariant = subject.pack.find_invariant(breakage.invariant);
        REQUIRE(invariant);
        patient.rolled_back([&] {
          const auto record = patient.damage(breakage);
          CHECK(patient.violated() == join(breakage.violated, " "));
          const auto result = ops::check_invariant(patient.tx(), subject.pack, *invariant, breakage.rows + 1);
          CHECK(result.count == breakage.rows);
          CHECK(contains(result.samples, record));
          for (const auto& sample : result.samples) {
            CAPTURE(sample.record);
            CHECK(sample.what != invariant->sentence);
            CHECK(ops::remedy_of(sample).find('{') == std::string::npos);
          }
          proven.insert(invariant->id);
        });
      }
      for (const auto& invariant : subject.pack.invariants) {
        CAPTURE(invariant.id);
        CHECK(proven.contains(invariant.id));
      }
    },
    CATCH_INTERNAL_LINEINFO};

const PlatformTest record_finds_it_too{
    "check", "what the whole check finds, the check of the record finds too",
    [](const Subject& subject) {
      Patient patient{subject};
      for (const auto& breakage : subject.data.breakages()) {
        if (breakage.scan) continue;
        CAPTURE(breakage.invariant, breakage.sql);
        patient.rolled_back([&] {
          const auto record = patient.damage(breakage);
          const auto& invariant = *subject.pack.find_invariant(breakage.invariant);
          const auto whole = ops::check_invariant(patient.tx(), subject.pack, invariant, breakage.rows).samples;
          const auto found =
              std::ranges::find_if(whole, [&](const auto& each) { return each.record == record; });
          REQUIRE(found != whole.end());
          const auto* kind = subject.pack.find_kind(found->record_kind);
          if (!kind) return;  // a row that belongs to no record
          const std::vector<std::string> keys{found->record_key};
          const auto of_record = ops::violations_of(patient.tx(), subject.pack, *kind, keys);
          CHECK(std::ranges::find(of_record, *found) != of_record.end());
          for (const auto& each : of_record) {
            // Records that are part of it are looked at as well.
            CHECK((each.record == record || each.record_kind != kind->name));
            CHECK(std::ranges::find(breakage.violated, each.invariant->id) != breakage.violated.end());
          }
        });
      }
    },
    CATCH_INTERNAL_LINEINFO};

const PlatformTest imports_are_survived{"check",
                                        "bad data from an import is a violation or none, and never an error",
                                        [](const Subject& subject) {
                                          Patient patient{subject};
                                          for (const auto& import : subject.data.imports()) {
                                            CAPTURE(import);
                                            patient.rolled_back([&] {
                                              patient.tx().script(import);
                                              CHECK_FALSE(patient.violated().empty());
                                            });
                                          }
                                        },
                                        CATCH_INTERNAL_LINEINFO};

const PlatformTest remedies_exist{
    "check",
    "every invariant says what its violation means, and a remedy that is a recipe names one of the pack",
    [](const Subject& subject) {
      const std::regex command{R"(admctl recover \{record\} ([a-z0-9-]+))"};
      for (const auto& invariant : subject.pack.invariants) {
        CAPTURE(invariant.id, invariant.remedy);
        CHECK(invariant.sentence.ends_with('.'));
        for (const auto& check : invariant.checks) CHECK_FALSE(check.what.empty());
        std::smatch match;
        if (!std::regex_search(invariant.remedy, match, command)) continue;
        const auto* recipe = subject.pack.find_recipe(match[1].str());
        REQUIRE(recipe);
        for (const auto& check : invariant.checks)
          CHECK((check.kind.empty() ? check.owner_kind : check.kind) == recipe->kind);
      }
    },
    CATCH_INTERNAL_LINEINFO};

}  // namespace
}  // namespace admctl::test
