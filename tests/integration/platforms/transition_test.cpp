// Every kind: each declared move is made on demo data, and taken back, by the role of operators that 'schema
// grants' prints; each other pair of states is refused, and each guard refuses what it is there to refuse.
#include <algorithm>

#include <fmt/format.h>

#include "lib/core/codes/record.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/lifecycle/moves.hpp"
#include "lib/lifecycle/transition.hpp"
#include "lib/ops/undo.hpp"
#include "tests/integration/platforms/stage.hpp"
#include "tests/support/deals.hpp"
#include "tests/support/granted_roles.hpp"

namespace admctl::test {
namespace {

// One kind on demo data of its own, where moves are committed.
class MoveBench {
 public:
  MoveBench(const Subject& subject, const platform::Kind& kind)
      : pack_{subject.pack},
        kind_{kind},
        roles_{Template::seeded, pack_.platform},
        session_{roles_.database().session()},
        operator_{roles_.session_as("operator")} {
    for (const auto& expected : subject.data.kinds())
      if (expected.name == kind.name) event_name_ = expected.events;
  }

  // Calls `body` with a stage, and commits what it did.
  template <typename Body>
  void on_stage(Body body) {
    pg::Transaction tx{session_, options_of(pack_)};
    body(Stage{pack_, kind_, tx});
    tx.commit();
  }

  void check(const ArrangedMove& arrangement, const std::string& from, const std::string& to) {
    std::string key;
    std::string before;
    Object given;
    std::size_t events = 0;
    std::size_t audited = 0;
    on_stage([&](const Stage& stage) {
      key = stage.arrange(arrangement, from);
      given = stage.evaluate(arrangement.given, key);
      before = stage.image(key);
      events = event_count(stage, key);
      audited = audit_count(stage);
    });
    const auto result = move(key, from, to, given);
    CHECK_FALSE(result.already);
    CHECK(result.overridden.empty());
    on_stage([&](const Stage& stage) {
      check_record(stage, key, *kind_.lifecycle.find_transition(from, to), given);
      CAPTURE(arrangement.after);
      CHECK(stage.holds(key, arrangement.after));
      check_trail(stage, key, result);
      if (!kind_.trail.event_table.empty()) CHECK(event_count(stage, key) == events + 1);
      check_audited(audit_count(stage) - audited, result.outcome.changes);
    });
    ops::undo(operator_, pack_, request("undo"), result.outcome.operation.id);
    on_stage([&](const Stage& stage) { CHECK(stage.image(key) == before); });
  }

 private:
  lifecycle::MoveResult move(const std::string& key, const std::string& from, const std::string& to,
                             Object given) {
    lifecycle::Move wanted{{&kind_, key}, to};
    wanted.expect = from;
    wanted.given = std::move(given);
    return lifecycle::transition(operator_, pack_, request("transition"), wanted);
  }

  std::size_t event_count(const Stage& stage, const std::string& key) const {
    const auto& trail = kind_.trail;
    if (trail.event_table.empty()) return 0;
    return std::stoul(stage.value(
        with_key(fmt::format("SELECT count(*) FROM {} WHERE {} = :key",
                             pg::quote(pack_.schema, trail.event_table), pg::quote(trail.event_record)),
                 key)));
  }

  std::size_t audit_count(const Stage& stage) const {
    if (!pack_.audit) return 0;
    return std::stoul(
        stage.value(fmt::format("SELECT count(*) FROM {}", pg::quote(pack_.schema, pack_.audit->table))));
  }

  // One row for each changed row of data, or for those that the pack wants audited.
  void check_audited(std::size_t rows, const std::vector<ops::Change>& changes) const {
    if (!pack_.audit) return;
    const auto changed = static_cast<std::size_t>(
        std::ranges::count(changes, false, [](const ops::Change& change) { return change.trail; }));
    if (pack_.audit->when.empty())
      CHECK(rows == changed);
    else
      CHECK(rows <= changed);
  }

  void check_record(const Stage& stage, const std::string& key, const platform::Transition& rule,
                    const Object& given) const {
    CHECK(stage.state(key) == rule.to);
    if (kind_.updated) {
      const auto age = fmt::format("now()::timestamp - r.{}::timestamp", pg::quote(*kind_.updated));
      CHECK(stage.holds(key, age + " BETWEEN interval '0' AND interval '5 minutes'"));
    }
    for (const auto& input : rule.inputs) {
      const auto* value = given.find(input.name);
      const bool computed =
          std::ranges::any_of(rule.sets, [&](const auto& column) { return column.first == input.name; });
      if (!value || input.of || computed) continue;
      CAPTURE(input.name);
      CHECK(stage.holds(
          key, fmt::format("r.{0} IS NOT DISTINCT FROM (SELECT p.{0} FROM jsonb_populate_record(NULL::{1}, "
                           "'{2}') AS p)",
                           pg::quote(input.name), stage.table(),
                           with_word(to_json(Object{{input.name, *value}}), "'", "''"))));
    }
  }

  void check_trail(const Stage& stage, const std::string& key, const lifecycle::MoveResult& result) const {
    const auto& trail = kind_.trail;
    const auto& operation = result.outcome.operation.id;
    if (!event_name_.empty()) {
      CHECK(stage.value(fmt::format("SELECT string_agg(e.{}::text, ' ') FROM {} AS e WHERE e.{} = '{}' AND "
                                    "e.{} ->> 'operation' = '{}'",
                                    pg::quote(trail.event_type), pg::quote(trail.event_table),
                                    pg::quote(trail.event_record), key, pg::quote(trail.event_data),
                                    operation)) == with_word(event_name_, "{to}", result.to));
    }
    if (!pack_.audit) return;
    const auto& columns = pack_.audit->columns;
    // Columns that the pack writes in words of its own are for the pack's own data to check.
    const auto has_own = [&](const std::string& name) {
      return std::ranges::any_of(pack_.audit->values, [&](const auto& each) { return each.first == name; });
    };
    for (const auto* field : {"metadata", "action", "resource", "resource_id", "new"})
      if (!columns.contains(field) || has_own(columns.at(field))) return;
    const auto column = [&](const char* field) { return pg::quote(columns.at(field)); };
    const auto of_record =
        fmt::format("FROM {} WHERE {}::jsonb ->> 'operation' = '{}' AND {} = '{}' AND {}::text = '{}'",
                    pg::quote(pack_.audit->table), column("metadata"), operation, column("resource"),
                    kind_.table, column("resource_id"), key);
    if (!pack_.audit->when.empty()) return;
    CHECK(stage.value(fmt::format("SELECT string_agg({}, ' ') {}", column("action"), of_record)) ==
          kind_.name + ".transition");
    if (!kind_.state_reads.empty()) return;
    CHECK(stage.value(fmt::format("SELECT {} ->> '{}' {}", column("new"), kind_.state, of_record)) ==
          result.to);
  }

  const platform::Pack& pack_;
  const platform::Kind& kind_;
  GrantedRoles roles_;
  pg::Session session_;
  pg::Session operator_;
  std::string event_name_;
};

// Calls `body` with the writer of an operation that never happens.
template <typename Body>
void rehearse(const Subject& subject, Body body) {
  const TestDatabase database{Template::seeded, subject.pack.platform};
  auto session = database.session();
  auto asked = request("transition");
  asked.dry_run = true;
  ops::write(session, subject.pack, asked, [&](ops::Writer& writer) { body(writer); });
}

// What becomes of one record's move; then all that `arrange` and the move did is taken back. `arrange` returns
// the record's key and what the move is given.
template <typename Arrange>
lifecycle::MoveOutcome attempt(ops::Writer& writer, const platform::Kind& kind, const std::string& to,
                               Arrange arrange) {
  lifecycle::MoveOutcome outcome;
  writer.tentatively([&] {
    const Stage stage{writer.pack(), kind, writer.tx()};
    const auto [key, given] = arrange(stage);
    const auto before = stage.image(key);
    lifecycle::MoveOrder order{.kind = &kind, .to = to};
    order.given = given;
    const lifecycle::Wanted wanted{key, std::nullopt, std::nullopt};
    outcome = lifecycle::make_moves(writer, order, {&wanted, 1}).front();
    if (outcome.error) CHECK(stage.image(key) == before);
    return false;
  });
  return outcome;
}

// A mistake in one arrangement must not hide the others.
template <typename Body>
void each_on_its_own(Body body) {
  try {
    body();
  } catch (const Error& error) {
    FAIL_CHECK(error.message() << "\n" << error.detail() << "\n" << error.hint());
  }
}

const PlatformTest every_move{
    "transition", "every declared move of every kind succeeds, writes what it must, and can be undone",
    [](const Subject& subject) {
      const auto arrangements = subject.data.moves();
      for (const auto& kind : subject.pack.kinds) {
        MoveBench bench{subject, kind};
        for (const auto& [from, to] : kind.lifecycle.edges()) {
          CAPTURE(kind.name, from, to);
          each_on_its_own([&, &from = from, &to = to] {
            bench.check(arranged(arrangements, kind.name, from, to), from, to);
          });
        }
      }
    },
    CATCH_INTERNAL_LINEINFO};

const PlatformTest only_real_moves{"transition", "every arrangement is of a move that its kind has",
                                   [](const Subject& subject) {
                                     for (const auto& move : subject.data.moves()) {
                                       CAPTURE(move.kind, move.to);
                                       const auto* kind = subject.pack.find_kind(move.kind);
                                       REQUIRE(kind);
                                       CHECK(kind->lifecycle.find_target(move.to));
                                       for (const auto& from : move.from) {
                                         CAPTURE(from);
                                         CHECK(kind->lifecycle.find_transition(from, move.to));
                                       }
                                     }
                                   },
                                   CATCH_INTERNAL_LINEINFO};

const PlatformTest other_pairs{
    "transition", "every undeclared pair of states of every kind is refused and changes nothing",
    [](const Subject& subject) {
      rehearse(subject, [&](ops::Writer& writer) {
        for (const auto& kind : subject.pack.kinds) {
          const auto states = kind.lifecycle.state_names();
          for (const auto& from : states) {
            for (const auto& to : states) {
              if (from == to || kind.lifecycle.find_transition(from, to)) continue;
              CAPTURE(kind.name, from, to);
              const auto outcome = attempt(writer, kind, to, [&](const Stage& stage) {
                return std::pair{stage.bring_into(from, "true"), Object{}};
              });
              CHECK(outcome.from == from);
              REQUIRE(outcome.error);
              CHECK(outcome.error->code() == code::move_refused);
            }
          }
        }
      });
    },
    CATCH_INTERNAL_LINEINFO};

const PlatformTest every_guard{
    "transition", "every guard of every kind refuses what it is there to refuse",
    [](const Subject& subject) {
      const auto arrangements = subject.data.moves();
      std::set<std::pair<std::string, std::string>> seen;
      rehearse(subject, [&](ops::Writer& writer) {
        for (const auto& broken : subject.data.guards()) {
          CAPTURE(broken.kind, broken.guard, broken.from, broken.to);
          const auto* kind = subject.pack.find_kind(broken.kind);
          REQUIRE(kind);
          seen.emplace(broken.kind, broken.guard);
          each_on_its_own([&] {
            const auto outcome = attempt(writer, *kind, broken.to, [&](const Stage& stage) {
              const auto arrangement = arranged(arrangements, broken.kind, broken.from, broken.to);
              auto key = stage.arrange(arrangement, broken.from);
              stage.run(broken.spoil, key);
              auto given = stage.evaluate(broken.given.value_or(arrangement.given), key);
              return std::pair{std::move(key), std::move(given)};
            });
            REQUIRE(outcome.error);
            CHECK(outcome.error->code() == code::guard_refused);
            CHECK_THAT("\n" + outcome.error->detail(), Catch::Contains(fmt::format("\n{}: ", broken.guard)));
          });
        }
      });
      for (const auto& kind : subject.pack.kinds) {
        for (const auto& guard : kind.guards) {
          CAPTURE(kind.name, guard.id);
          CHECK(seen.contains({kind.name, guard.id}));
        }
      }
    },
    CATCH_INTERNAL_LINEINFO};

}  // namespace
}  // namespace admctl::test
