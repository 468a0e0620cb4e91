// Every kind of every built-in platform: each declared move is made on demo data, each other pair of states is
// refused, and each guard refuses what it is there to refuse.
#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "lib/core/codes/record.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/lifecycle/transition.hpp"
#include "lib/ops/undo.hpp"
#include "tests/integration/lifecycle/arranged_moves.hpp"
#include "tests/support/deals.hpp"

namespace admctl::test {
namespace {

std::string with_key(std::string_view sql, std::string_view key) {
  constexpr std::string_view place = ":key";
  std::string out{sql};
  const auto quoted = fmt::format("'{}'", key);
  for (auto at = out.find(place); at != std::string::npos; at = out.find(place, at + quoted.size())) {
    out.replace(at, place.size(), quoted);
  }
  return out;
}

// Only admarket's demo data is prepared as a template so far; a platform that joins it gets one of its own.
Template demo_data(const platform::Pack& pack) {
  REQUIRE(pack.platform == "admarket");
  return Template::seeded;
}

// One kind of one platform, on demo data of its own.
class Stage {
 public:
  Stage(const platform::Pack& pack, const platform::Kind& kind)
      : pack_{pack}, kind_{kind}, database_{demo_data(pack)}, session_{database_.session()} {}

  const TestDatabase& database() const { return database_; }

  std::string value(std::string_view sql, const std::string& key) const {
    return database_.value(with_key(sql, key));
  }

  // SQL over r, the record.
  std::string of(const std::string& key, std::string_view sql) const {
    return database_.value(
        fmt::format("SELECT {} FROM {} AS r WHERE r.{} = '{}'", sql, table(), pg::quote(kind_.key), key));
  }

  // A record in that state, one of the demo data if possible.
  std::string bring_into(std::string_view state, std::string_view pick) const {
    const auto find = [&](const std::string& where) {
      return database_.value(
          fmt::format("SELECT r.{0} FROM {1} AS r WHERE ({2}) AND {3} ORDER BY r.{0} LIMIT 1",
                      pg::quote(kind_.key), table(), pick, where));
    };
    const auto in_state = fmt::format("r.{}::text = '{}'", pg::quote(kind_.state), state);
    if (auto key = find(in_state); !key.empty()) return key;
    const auto key = find("true");
    REQUIRE_FALSE(key.empty());
    put_into(key, state);
    return key;
  }

  void put_into(const std::string& key, std::string_view state) const {
    database_.execute(fmt::format("UPDATE {} SET {} = '{}' WHERE {} = '{}'", table(), pg::quote(kind_.state),
                                  state, pg::quote(kind_.key), key));
  }

  void prepare(std::string_view script, const std::string& key) const {
    if (!script.empty()) database_.execute(with_key(script, key));
  }

  Object evaluate(const Given& given, const std::string& key) const {
    Object out;
    for (const auto& [name, sql] : given) out[name] = value(fmt::format("SELECT ({})::text", sql), key);
    return out;
  }

  lifecycle::MoveResult move(const std::string& key, std::string_view from, std::string_view to, Object given,
                             bool force = false) {
    auto asked = request("transition");
    asked.force = force;
    lifecycle::Move wanted{{&kind_, key}, std::string{to}};
    wanted.expect = std::string{from};
    wanted.given = std::move(given);
    return lifecycle::transition(session_, pack_, asked, wanted);
  }

  void undo(const std::string& operation) { ops::undo(session_, pack_, request("undo"), operation); }

  // The code and details of the refusal; empty when the move was made.
  std::pair<int, std::string> refusal(const std::string& key, std::string_view from, std::string_view to,
                                      Object given) {
    try {
      move(key, from, to, std::move(given));
    } catch (const Error& error) {
      return {error.code().number, error.detail()};
    }
    return {};
  }

  const platform::Pack& pack() const { return pack_; }
  const platform::Kind& kind() const { return kind_; }
  std::string table() const { return pg::quote(pack_.schema, kind_.table); }

 private:
  const platform::Pack& pack_;
  const platform::Kind& kind_;
  TestDatabase database_;
  pg::Session session_;
};

void check_given(const Stage& stage, const std::string& key, const platform::Transition& rule,
                 const Object& given) {
  for (const auto& input : rule.inputs) {
    const auto* value = given.find(input.name);
    if (!value || input.of) continue;
    CAPTURE(input.name);
    CHECK(stage.of(key,
                   fmt::format("r.{0} IS NOT DISTINCT FROM (SELECT p.{0} FROM jsonb_populate_record(NULL::{1}, "
                               "'{2}') AS p)",
                               pg::quote(input.name), stage.table(), to_json(Object{{input.name, *value}}))) ==
          "t");
  }
}

void check_trail(const Stage& stage, const std::string& key, const lifecycle::MoveResult& result) {
  const auto& trail = stage.kind().trail;
  const auto& operation = result.outcome.operation.id;
  if (!trail.event_table.empty()) {
    CHECK(
        stage.database().value(fmt::format(
            "SELECT string_agg(e.{}::text, ' ') FROM {} AS e WHERE e.{} = '{}' AND e.{} ->> 'operation' = '{}'",
            pg::quote(trail.event_type), pg::quote(trail.event_table), pg::quote(trail.event_record), key,
            pg::quote(trail.event_data), operation)) == "STATUS_" + result.to);
  }
  if (!stage.pack().audit) return;
  const auto& audit = *stage.pack().audit;
  const auto column = [&](const char* field) { return pg::quote(audit.columns.at(field)); };
  const auto of_operation = fmt::format("FROM {} WHERE {} ->> 'operation' = '{}'", pg::quote(audit.table),
                                        column("metadata"), operation);
  const auto of_record = fmt::format("{} AND {} = '{}' AND {} = '{}'", of_operation, column("resource"),
                                     stage.kind().table, column("resource_id"), key);
  CHECK(stage.database().value(fmt::format("SELECT string_agg({}, ' ') {}", column("action"), of_record)) ==
        stage.kind().name + ".transition");
  CHECK(stage.database().value(
            fmt::format("SELECT {} ->> '{}' {}", column("new"), stage.kind().state, of_record)) == result.to);
  const auto data_changes =
      std::ranges::count(result.outcome.changes, false, [](const ops::Change& change) { return change.trail; });
  CHECK(stage.database().value("SELECT count(*) " + of_operation) == std::to_string(data_changes));
}

void check_move(Stage& stage, const std::string& from, const std::string& to) {
  const auto& kind = stage.kind();
  const auto arrangement = arranged(stage.pack().platform, kind.name, from, to);
  const auto key = stage.bring_into(from, arrangement.pick);
  stage.prepare(arrangement.prepare, key);
  stage.put_into(key, from);
  const auto before = stage.of(key, "md5(to_jsonb(r)::text)");
  const auto given = stage.evaluate(arrangement.given, key);

  const auto result = stage.move(key, from, to, given);
  CHECK_FALSE(result.already);
  CHECK(result.overridden.empty());
  CHECK_FALSE(result.effects.empty());
  CHECK(stage.of(key, "r." + pg::quote(kind.state)) == to);
  if (kind.updated) {
    const auto age = fmt::format("now() AT TIME ZONE 'UTC' - r.{}", pg::quote(*kind.updated));
    CHECK(stage.of(key, age + " BETWEEN interval '0' AND interval '5 minutes'") == "t");
  }
  check_given(stage, key, *kind.lifecycle.find_transition(from, to), given);
  CHECK(stage.of(key, fmt::format("({})", arrangement.after)) == "t");
  check_trail(stage, key, result);

  stage.undo(result.outcome.operation.id);
  CHECK(stage.of(key, "md5(to_jsonb(r)::text)") == before);
}

// Calls `body` for every kind of every built-in platform.
template <typename Body>
void for_each_kind(Body body) {
  for (const auto& platform : platform::builtin_platforms()) {
    const auto pack = platform::load_builtin(platform);
    for (const auto& kind : pack.kinds) {
      CAPTURE(platform, kind.name);
      body(pack, kind);
    }
  }
}

TEST_CASE("every declared move of every kind succeeds, writes what it must, and can be undone",
          "[every-move]") {
  for_each_kind([](const platform::Pack& pack, const platform::Kind& kind) {
    Stage stage{pack, kind};
    for (const auto& [from, to] : kind.lifecycle.edges()) {
      CAPTURE(from, to);
      check_move(stage, from, to);
    }
  });
}

TEST_CASE("every undeclared pair of states of every kind is refused and changes nothing", "[every-move]") {
  for_each_kind([](const platform::Pack& pack, const platform::Kind& kind) {
    Stage stage{pack, kind};
    const auto edges = kind.lifecycle.edges();
    const std::set<std::pair<std::string, std::string>> legal{edges.begin(), edges.end()};
    for (const auto& from : kind.lifecycle.state_names()) {
      const auto key = stage.bring_into(from, "true");
      const auto before = stage.of(key, "to_jsonb(r)");
      for (const auto& to : kind.lifecycle.state_names()) {
        if (from == to || legal.contains({from, to})) continue;
        CAPTURE(from, to);
        CHECK(stage.refusal(key, from, to, {}).first == code::move_refused.number);
      }
      CHECK(stage.of(key, "to_jsonb(r)") == before);
    }
  });
}

TEST_CASE("every guard of every kind refuses what it is there to refuse", "[every-move]") {
  for_each_kind([](const platform::Pack& pack, const platform::Kind& kind) {
    std::set<std::string_view> seen;
    for (const auto& broken : broken_guards(pack.platform)) {
      if (broken.kind != kind.name) continue;
      CAPTURE(broken.guard, broken.from, broken.to);
      seen.insert(broken.guard);
      Stage stage{pack, kind};
      const auto arrangement = arranged(pack.platform, kind.name, broken.from, broken.to);
      const auto key = stage.bring_into(broken.from, arrangement.pick);
      stage.prepare(arrangement.prepare, key);
      stage.put_into(key, broken.from);
      stage.prepare(broken.spoil, key);
      Object given;
      if (!broken.gives_nothing)
        given = stage.evaluate(broken.given.empty() ? arrangement.given : broken.given, key);
      const auto [number, objections] = stage.refusal(key, broken.from, broken.to, given);
      CHECK(number == code::guard_refused.number);
      CHECK(("\n" + objections).find(fmt::format("\n{}: ", broken.guard)) != std::string::npos);
    }
    for (const auto& guard : kind.guards) {
      CAPTURE(guard.id);
      CHECK(seen.contains(guard.id));
    }
  });
}

TEST_CASE("what a kind shows exists in the database", "[every-move]") {
  for_each_kind([](const platform::Pack& pack, const platform::Kind& kind) {
    const TestDatabase database{demo_data(pack)};
    auto session = database.session();
    pg::Transaction tx{session};
    const auto columns = [&](const std::string& table, const std::vector<std::string>& names) {
      CAPTURE(table);
      CHECK_NOTHROW(tx.savepoint([&] {
        tx.query(fmt::format("SELECT {} FROM {} LIMIT 0", names.empty() ? "1" : pg::quote_list(names),
                             pg::quote(pack.schema, table)));
      }));
    };
    columns(kind.table, kind.list);
    columns(kind.table, kind.terms);
    for (const auto& party : kind.parties) {
      columns(kind.table, {party.column});
      columns(party.table, {party.key});
      columns(party.table, party.show);
      columns(party.table, party.find);
    }
    for (const auto& related : kind.related) {
      columns(kind.table, {related.equals});
      columns(related.table, {related.key, related.column});
      columns(related.table, related.show);
      if (related.order) columns(related.table, {*related.order});
    }
    for (const auto& source : kind.timeline) {
      CAPTURE(source.name, source.what);
      CHECK_NOTHROW(tx.savepoint([&] {
        tx.query(fmt::format(
            "SELECT ({})::timestamp, ({})::text FROM {} AS r JOIN {} AS t ON t.{} = r.{} WHERE {}", source.time,
            source.what, pg::quote(pack.schema, kind.table), pg::quote(pack.schema, source.table),
            pg::quote(source.column), pg::quote(source.equals), source.where.empty() ? "true" : source.where));
      }));
    }
    if (kind.owner) columns(kind.table, {kind.owner->column});
  });
}

}  // namespace
}  // namespace admctl::test
