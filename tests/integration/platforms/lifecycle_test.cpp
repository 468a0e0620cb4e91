// The kinds of every platform: what its facts say of them, that what they show exists, and their pictures.
#include <algorithm>

#include <fmt/format.h>

#include "lib/lifecycle/diagram.hpp"
#include "tests/integration/platforms/stage.hpp"
#include "tests/support/database.hpp"
#include "tests/support/run_admctl.hpp"

namespace admctl::test {
namespace {

using Names = std::vector<std::string>;

// What a kind names in the database, looked up column by column.
class ShownColumns {
 public:
  ShownColumns(const platform::Pack& pack, pg::Transaction& tx) : pack_{pack}, tx_{tx} {}

  void check(const platform::Kind& kind) {
    exist(kind.table, {kind.key, kind.state});
    if (kind.label) exist(kind.table, {*kind.label});
    exist(kind.table, kind.list);
    exist(kind.table, kind.terms);
    if (kind.owner) exist(kind.table, {kind.owner->column});
    for (const auto& party : kind.parties) {
      exist(kind.table, {party.column});
      exist(party.table, {party.key});
      exist(party.table, party.show);
      exist(party.table, party.find);
    }
    for (const auto& related : kind.related) {
      exist(kind.table, {related.equals});
      exist(related.table, {related.key, related.column});
      exist(related.table, related.show);
      if (related.order) exist(related.table, {*related.order});
    }
    for (const auto& source : kind.timeline) check(kind, source);
  }

 private:
  void exist(const std::string& table, const Names& names) {
    CAPTURE(table, names);
    CHECK_NOTHROW(tx_.savepoint([&] {
      tx_.query(fmt::format("SELECT {} FROM {} LIMIT 0", names.empty() ? "1" : pg::quote_list(names),
                            pg::quote(pack_.schema, table)));
    }));
  }

  void check(const platform::Kind& kind, const platform::TimelineSource& source) {
    CAPTURE(source.name, source.what);
    CHECK_NOTHROW(tx_.savepoint([&] {
      tx_.query(fmt::format(
          "SELECT ({})::timestamp, ({})::text FROM {} AS r JOIN {} AS t ON t.{} = r.{} WHERE {}", source.time,
          source.what, pg::quote(pack_.schema, kind.table), pg::quote(pack_.schema, source.table),
          pg::quote(source.column), pg::quote(source.equals), source.where.empty() ? "true" : source.where));
    }));
  }

  const platform::Pack& pack_;
  pg::Transaction& tx_;
};

const PlatformTest as_in_the_facts{
    "lifecycle", "the kinds have exactly the states and moves of the platform's facts",
    [](const Subject& subject) {
      const auto expected = subject.data.kinds();
      Names names;
      for (const auto& kind : expected) names.push_back(kind.name);
      Names found;
      for (const auto& kind : subject.pack.kinds) found.push_back(kind.name);
      CHECK_THAT(found, Catch::UnorderedEquals(names));
      for (const auto& each : expected) {
        const auto* kind = subject.pack.find_kind(each.name);
        if (!kind) continue;
        CAPTURE(each.name);
        CHECK(kind->table == each.table);
        CHECK((kind->owner ? kind->owner->kind : "") == each.owner);
        Names states;
        std::vector<std::pair<std::string, std::string>> edges;
        for (const auto& [from, targets] : each.moves) {
          states.push_back(from);
          for (const auto& to : targets) edges.emplace_back(from, to);
        }
        std::set<std::string> terminal;
        for (const auto& state : kind->lifecycle.states)
          if (state.terminal) terminal.insert(state.name);
        CHECK_THAT(kind->lifecycle.state_names(), Catch::UnorderedEquals(states));
        CHECK(kind->lifecycle.initial == states.front());
        CHECK(terminal == each.terminal);
        CHECK_THAT(kind->lifecycle.edges(), Catch::UnorderedEquals(edges));
      }
    },
    CATCH_INTERNAL_LINEINFO};

const PlatformTest words_are_there{
    "lifecycle", "every kind says what its states mean, who moves it, and what its guards are for",
    [](const Subject& subject) {
      for (const auto& kind : subject.pack.kinds) {
        CAPTURE(kind.name);
        CHECK_FALSE(kind.terms.empty());
        CHECK_FALSE(kind.list.empty());
        for (const auto& state : kind.lifecycle.states) {
          CAPTURE(state.name);
          CHECK_FALSE(state.meaning.empty());
        }
        for (const auto& transition : kind.lifecycle.transitions) {
          CAPTURE(transition.to);
          CHECK_FALSE(transition.by.empty());
        }
        for (const auto& guard : kind.guards) {
          CAPTURE(guard.id);
          CHECK_FALSE(guard.sentence.empty());
          // A guard that no move names is a mistake.
          CHECK(std::ranges::any_of(kind.lifecycle.transitions, [&](const platform::Transition& transition) {
            return std::ranges::find(transition.guards, guard.id) != transition.guards.end();
          }));
        }
      }
    },
    CATCH_INTERNAL_LINEINFO};

const PlatformTest shown_things_exist{"lifecycle", "what a kind shows exists in the database",
                                      [](const Subject& subject) {
                                        const TestDatabase database{Template::migrated, subject.pack.platform};
                                        auto session = database.session();
                                        pg::Transaction tx{session, options_of(subject.pack)};
                                        for (const auto& kind : subject.pack.kinds) {
                                          CAPTURE(kind.name);
                                          ShownColumns{subject.pack, tx}.check(kind);
                                        }
                                      },
                                      CATCH_INTERNAL_LINEINFO};

const PlatformTest pictures{"lifecycle", "every kind's lifecycle is told in words with its counts, and drawn",
                            [](const Subject& subject) {
                              const TestDatabase database{Template::seeded, subject.pack.platform};
                              for (const auto& kind : subject.pack.kinds) {
                                CAPTURE(kind.name);
                                const auto told =
                                    run_admctl({"--db", database.url(), "--platform", subject.pack.platform,
                                                "lifecycle", kind.name, "--counts"});
                                INFO(told.err);
                                CHECK(told.exit == 0);
                                auto diagram = lifecycle::diagram_of(kind);
                                const auto mermaid = lifecycle::to_mermaid(diagram);
                                const auto svg = lifecycle::to_svg(diagram);
                                for (const auto& state : kind.lifecycle.state_names()) {
                                  CAPTURE(state);
                                  CHECK_THAT(told.out, Catch::Contains(state));
                                  CHECK_THAT(mermaid, Catch::Contains(state));
                                  CHECK_THAT(svg, Catch::Contains(state));
                                }
                              }
                            },
                            CATCH_INTERNAL_LINEINFO};

}  // namespace
}  // namespace admctl::test
