// Every scenario of every platform: planted as it happens, seen, mended by its recovery, and taken back.
#include <algorithm>

#include <fmt/format.h>

#include "lib/lifecycle/record.hpp"
#include "tests/integration/platforms/stage.hpp"
#include "tests/support/drill.hpp"
#include "tests/support/run_admctl.hpp"

namespace admctl::test {
namespace {

using Ids = std::set<std::string>;

// One way back from one incident, on a seeded database of its own.
class Rehearsal {
 public:
  Rehearsal(const Subject& subject, const Incident& incident, const IncidentRecovery& recovery)
      : pack_{subject.pack},
        incident_{incident},
        recovery_{recovery},
        scenario_{*pack_.find_scenario(incident.scenario)},
        kind_{*pack_.find_kind(scenario_.kind)},
        drill_{pack_} {
    if (!recovery.to && !recovery.recipe) {
      to_ = scenario_.recovery.to;
      recipe_ = scenario_.recovery.recipe;
    } else {
      to_ = recovery.to;
      recipe_ = recovery.recipe;
    }
  }

  void run() {
    const auto healthy = drill_.rows();
    const auto planted = drill_.plant(incident_.scenario);
    REQUIRE_FALSE(planted.records.empty());
    CHECK(planted.records.size() <= static_cast<std::size_t>(scenario_.count));
    const auto sick = drill_.rows();
    CHECK(sick != healthy);
    const auto ill = drill_.verify(incident_.scenario);
    CHECK(ill.size() == planted.records.size());
    CHECK(std::ranges::none_of(ill, &seed::PlantedRecord::recovered));
    for (std::size_t i = 0; i < planted.records.size(); ++i) {
      CAPTURE(planted.records[i]);
      check_symptoms(planted.records[i], planted.keys[i]);
      recover(planted.records[i], planted.keys[i]);
    }
    for (const auto& record : drill_.verify(incident_.scenario)) {
      CAPTURE(record.record, record.remains);
      CHECK(record.recovered());
    }
    // What was done outside is not admctl's to take back.
    if (!recovery_.outside.empty()) return;
    for (; !operations_.empty(); operations_.pop_back()) drill_.undo(operations_.back());
    CHECK(drill_.rows() == sick);
    CHECK(drill_.verify(incident_.scenario) == ill);
    drill_.take_back(planted);
    CHECK(drill_.rows() == healthy);
    for (const auto& record : drill_.verify(incident_.scenario)) CHECK(record.undone_by.has_value());
    for (const auto& record : planted.records) {
      const auto page = page_of(record);
      for (const auto& text : incident_.shows) CHECK_THAT(page, !Catch::Contains(text));
    }
  }

 private:
  template <typename Body>
  auto on_stage(Body body) {
    pg::Transaction tx{drill_.session(), options_of(pack_)};
    return body(Stage{pack_, kind_, tx});
  }

  std::string page_of(const std::string& record) const {
    const auto result = run_admctl(
        {"--db", drill_.database().url(), "--platform", pack_.platform, "-o", "wide", "inspect", record});
    INFO(result.err);
    REQUIRE(result.exit == 0);
    return result.out;
  }

  bool has_symptom(const std::string& key) {
    return on_stage([&](const Stage& stage) { return stage.holds(key, incident_.symptom); });
  }

  void check_symptoms(const std::string& record, const std::string& key) {
    CAPTURE(incident_.symptom);
    CHECK(has_symptom(key));
    const auto broken = drill_.broken(record);
    for (const auto& id : incident_.broken) {
      CAPTURE(id);
      CHECK(broken.contains(id));
    }
    if (incident_.shows.empty()) return;
    const auto page = page_of(record);
    for (const auto& text : incident_.shows) CHECK_THAT(page, Catch::Contains(text));
  }

  void recover(const std::string& record, const std::string& key) {
    Object given;
    {
      pg::Transaction tx{drill_.session(), options_of(pack_)};
      const Stage stage{pack_, kind_, tx};
      stage.run(recovery_.outside, key);
      given = stage.evaluate(recovery_.given, key);
      tx.commit();
    }
    if (recipe_) {
      CHECK(drill_.applying(record).contains(*recipe_));
      operations_.push_back(drill_.recover(record, *recipe_, given).outcome.operation.id);
      CHECK_FALSE(drill_.applying(record).contains(*recipe_));
    } else if (to_) {
      operations_.push_back(drill_.move(record, *to_, given).outcome.operation.id);
    } else {
      // Only work outside the database mends it.
      CHECK_FALSE(recovery_.outside.empty());
    }
    CHECK_FALSE(has_symptom(key));
    CHECK(drill_.broken(record) == recovery_.remains);
    CAPTURE(recovery_.after);
    on_stage([&](const Stage& stage) {
      if (!recovery_.state.empty()) CHECK(stage.state(key) == recovery_.state);
      CHECK(stage.holds(key, recovery_.after));
    });
  }

  const platform::Pack& pack_;
  const Incident& incident_;
  const IncidentRecovery& recovery_;
  const platform::Scenario& scenario_;
  const platform::Kind& kind_;
  Drill drill_;
  std::optional<std::string> to_;
  std::optional<std::string> recipe_;
  std::vector<std::string> operations_;
};

const PlatformTest every_incident{
    "recover", "every incident is planted as it happens, seen, mended by its recovery, and taken back by undo",
    [](const Subject& subject) {
      REQUIRE_FALSE(subject.pack.scenarios.empty());
      Ids drilled;
      for (const auto& incident : subject.data.drills()) {
        CAPTURE(incident.scenario);
        REQUIRE(subject.pack.find_scenario(incident.scenario));
        drilled.insert(incident.scenario);
        for (std::size_t i = 0; i < incident.recoveries.size(); ++i) {
          CAPTURE(i);
          try {
            Rehearsal{subject, incident, incident.recoveries[i]}.run();
          } catch (const Error& error) {
            // A mistake in one drill must not hide the others.
            FAIL_CHECK(error.message() << "\n" << error.detail() << "\n" << error.hint());
          }
        }
      }
      for (const auto& scenario : subject.pack.scenarios) {
        CAPTURE(scenario.name);
        CHECK(drilled.contains(scenario.name));
      }
    },
    CATCH_INTERNAL_LINEINFO};

const PlatformTest scenarios_listed{
    "seed", "every scenario is listed with what it is, and says what an operator will see and do",
    [](const Subject& subject) {
      const TestDatabase database{Template::empty};
      const auto result = run_admctl({"--db", database.url(), "--platform", subject.pack.platform, "seed",
                                      "scenario", "--list", "-o", "wide"});
      INFO(result.err);
      CHECK(result.exit == 0);
      for (const auto& scenario : subject.pack.scenarios) {
        CAPTURE(scenario.name);
        CHECK_THAT(result.out, Catch::Contains(scenario.name));
        CHECK_FALSE(scenario.look.empty());
        CHECK((scenario.recovery.to || scenario.recovery.recipe || !scenario.recovery.reason.empty()));
      }
    },
    CATCH_INTERNAL_LINEINFO};

}  // namespace
}  // namespace admctl::test
