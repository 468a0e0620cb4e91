// What a pack can say of states, writes and the audit table, on a small platform that is none of the built-in
// ones: boolean states, states told from a document, times of states, rows deleted and made for each other row.
#include <catch2/catch.hpp>

#include <fmt/format.h>

#include "lib/core/codes/record.hpp"
#include "lib/lifecycle/batch.hpp"
#include "lib/lifecycle/key_search.hpp"
#include "lib/lifecycle/listing.hpp"
#include "lib/lifecycle/page.hpp"
#include "lib/lifecycle/record_path.hpp"
#include "lib/lifecycle/transition.hpp"
#include "lib/ops/undo.hpp"
#include "tests/integration/lifecycle/inspecting.hpp"
#include "tests/support/deals.hpp"
#include "tests/support/error_of.hpp"
#include "tests/support/temp_folder.hpp"

namespace admctl::test {
namespace {

constexpr std::string_view manifest = R"yaml(platform: club
title: Club
history: native
ids: uuid
kinds:
  ban:
    plural: bans
    title: Ban
    table: people
    key: id
    label: name
    find: [email]
    state: {column: banned, reads: 'coalesce(r.banned, false)'}
    list: [name, banned]
    lifecycle:
      initial: "false"
      states:
        "false": {meaning: welcome}
        "true": {meaning: kept out, since: r.banned_at, limit: 7d}
      transitions:
        - to: "true"
          from: ["false"]
          set: {banned_at: op.now}
          writes:
            - delete: sessions
              where: t.person = r.id
            - insert: notices
              each: rooms
              where: t.open
              values: {id: gen_random_uuid(), room: t.id, person: r.id, what: op.reason}
          effects: [Tell them.]
        - to: "false"
          from: ["true"]
          effects: [Tell them.]
  member:
    plural: members
    title: Member
    table: people
    key: id
    state: active
    list: [name, active]
    lifecycle:
      initial: "true"
      states:
        "true": {meaning: pays}
        "false": {meaning: left, terminal: true}
      transitions:
        - to: "false"
          from: ["true"]
          effects: [Stop the standing order.]
  paper:
    plural: papers
    title: Papers
    table: people
    key: id
    state:
      column: papers
      reads: "CASE WHEN (r.papers ->> 'seen')::boolean THEN 'seen' ELSE 'unseen' END"
      writes: "coalesce(r.papers, '{}') || jsonb_build_object('seen', op.to_state = 'seen')"
    list: [name, papers]
    trail:
      events:
        table: happenings
        row: {id: op.new_id, person: r.id, what: "op.from_state || ' -> ' || op.to_state", at: op.now, data: op.data}
        record: person
        time: at
        type: what
        data: data
    lifecycle:
      initial: unseen
      states:
        unseen: {meaning: nobody looked}
        seen: {meaning: somebody looked}
      transitions:
        - {to: seen, from: [unseen], effects: [None.]}
        - {to: unseen, from: [seen], effects: [None.]}
audit:
  table: logs
  columns: {id: id, time: at, action: action, metadata: details}
  when: a.resource = 'people'
  values:
    action: replace(a.action, '.', '_')
    about: a.resource || ' ' || a.resource_id
    who: op.operator
    details: a.metadata || jsonb_build_object('was', a.old, 'reason', op.reason)
)yaml";

constexpr std::string_view tables = R"sql(
  CREATE TABLE people (id uuid PRIMARY KEY, name text NOT NULL UNIQUE, email text UNIQUE, banned boolean, banned_at timestamp,
                       active boolean NOT NULL, papers jsonb);
  CREATE TABLE sessions (id integer PRIMARY KEY, person uuid NOT NULL REFERENCES people, device text);
  CREATE TABLE rooms (id integer PRIMARY KEY, open boolean NOT NULL);
  CREATE TABLE notices (id uuid PRIMARY KEY, room integer REFERENCES rooms, person uuid REFERENCES people, what text);
  CREATE TABLE happenings (id uuid PRIMARY KEY, person uuid, what text, at timestamp, data jsonb);
  CREATE TABLE logs (id uuid PRIMARY KEY, at timestamp, action text, about text NOT NULL, who text NOT NULL,
                     details jsonb);
  INSERT INTO people VALUES
    ('00000000-0000-4000-8000-000000000001', 'Ann', 'ann@example.org', NULL, NULL, true, '{"number": 7}'),
    ('00000000-0000-4000-8000-000000000002', 'Bob', NULL, true, timezone('UTC', now()) - interval '8 days', true, NULL);
  INSERT INTO sessions VALUES (1, '00000000-0000-4000-8000-000000000001', 'phone'),
    (2, '00000000-0000-4000-8000-000000000001', 'desk'), (3, '00000000-0000-4000-8000-000000000002', 'phone');
  INSERT INTO rooms VALUES (1, true), (2, false), (3, true);
)sql";

const std::string ann = "00000000-0000-4000-8000-000000000001";
const std::string bob = "00000000-0000-4000-8000-000000000002";

class Club {
 public:
  Club() {
    folder_.write("platform.yaml", manifest);
    folder_.write("migrations/0001.sql", "SELECT 1;");
    pack_ = platform::load_pack(platform::PackFiles::folder(folder_.path()));
    database_.execute(tables);
  }

  const TestDatabase& database() const { return database_; }
  const platform::Pack& pack() const { return pack_; }
  const platform::Kind& kind(std::string_view name) const { return *pack_.find_kind(name); }

  lifecycle::MoveResult move(const std::string& kind_name, const std::string& key, const std::string& to,
                             std::optional<std::string> expect = {}) {
    return lifecycle::transition(session_, pack_, request("transition"),
                                 {{&kind(kind_name), key}, to, std::move(expect), {}, {}});
  }

  void undo(const lifecycle::MoveResult& result) {
    ops::undo(session_, pack_, request("undo"), result.outcome.operation.id);
  }

  // "name state" of each record that the filter lets through.
  std::string listed(const std::string& kind_name, const lifecycle::Filter& filter) const {
    return inspecting(database_, [&](pg::Transaction& tx) {
      lifecycle::ListRequest wanted;
      wanted.filter = filter;
      std::string out;
      for (const auto& row : lifecycle::list_records(tx, pack_, kind(kind_name), wanted).table.rows) {
        out += fmt::format("{}{} {}", out.empty() ? "" : ", ", row[1].value.string_or(""),
                           row[2].value.string_or(""));
      }
      return out;
    });
  }

  lifecycle::StateCounts counts(const std::string& kind_name) const {
    return inspecting(
        database_, [&](pg::Transaction& tx) { return lifecycle::count_by_state(tx, pack_, kind(kind_name)); });
  }

  std::string people() const {
    return database_.value("SELECT string_agg(p::text, ' ' ORDER BY id) FROM people AS p");
  }

 private:
  TempFolder folder_;
  platform::Pack pack_;
  TestDatabase database_{Template::empty};
  pg::Session session_ = database_.session();
};

TEST_CASE("a boolean column is a state, and NULL is what the pack says it is") {
  Club club;
  CHECK(club.listed("ban", {}) == "Ann false, Bob true");
  lifecycle::Filter banned;
  banned.states = {"true"};
  CHECK(club.listed("ban", banned) == "Bob true");
  lifecycle::Filter not_banned;
  not_banned.not_states = {"true"};
  CHECK(club.listed("ban", not_banned) == "Ann false");
  CHECK(club.counts("ban") == lifecycle::StateCounts{{"false", 1}, {"true", 1}});
  CHECK(club.counts("member") == lifecycle::StateCounts{{"true", 2}});

  CHECK(club.move("ban", ann, "true", "false").from == "false");
  CHECK(club.database().value("SELECT banned FROM people WHERE id = '" + ann + "'") == "t");
  CHECK(club.move("ban", ann, "true").already);
  CHECK(error_of([&] { club.move("ban", ann, "false", "false"); }).code() == code::record_moved);
  CHECK(club.move("member", bob, "false").from == "true");
  CHECK(error_of([&] { club.move("member", bob, "true"); }).code() == code::move_refused);
}

TEST_CASE("a move deletes rows and makes a row for each row of another table, and undo takes both back") {
  Club club;
  const auto& database = club.database();
  const auto before = club.people();
  const auto sessions = database.value("SELECT string_agg(s::text, ' ' ORDER BY id) FROM sessions AS s");
  const auto result = club.move("ban", ann, "true");
  CHECK(database.value("SELECT string_agg(id::text, ' ') FROM sessions") == "3");
  CHECK(database.value(
            "SELECT string_agg(room || ' ' || what, ', ' ORDER BY room) FROM notices WHERE person = '" + ann +
            "'") == "1 a test, 3 a test");
  club.undo(result);
  CHECK(club.people() == before);
  CHECK(database.value("SELECT string_agg(s::text, ' ' ORDER BY id) FROM sessions AS s") == sessions);
  CHECK(database.value("SELECT count(*) FROM notices") == "0");
}

TEST_CASE("a state that is told from a document is read, moved and undone, with an event each") {
  Club club;
  const auto& database = club.database();
  const auto before = club.people();
  CHECK(club.listed("paper", {}) == "Ann unseen, Bob unseen");
  const auto result = club.move("paper", ann, "seen", "unseen");
  CHECK(database.value("SELECT papers FROM people WHERE id = '" + ann + "'") ==
        R"({"seen": true, "number": 7})");
  lifecycle::Filter seen;
  seen.states = {"seen"};
  CHECK(club.listed("paper", seen) == "Ann seen");
  club.undo(result);
  CHECK(club.people() == before);
  CHECK(database.value("SELECT string_agg(what, ', ' ORDER BY at, what DESC) FROM happenings") ==
        "unseen -> seen, seen -> unseen");
}

TEST_CASE("a state says itself since when a record is in it") {
  Club club;
  lifecycle::Filter stuck;
  stuck.stuck = true;
  CHECK(club.listed("ban", stuck) == "Bob true");
  club.database().execute("UPDATE people SET banned_at = banned_at + interval '2 days'");
  CHECK(club.listed("ban", stuck).empty());
}

TEST_CASE("only what the pack wants is written to its audit table") {
  Club club;
  const auto result = club.move("ban", ann, "true");
  CHECK(result.outcome.changes.size() > 2);
  CHECK(club.database().value("SELECT string_agg(about, ', ') FROM logs") == "people " + ann);
}

TEST_CASE("columns of the audit table are written as the pack's expressions say") {
  Club club;
  const auto result = club.move("member", ann, "false");
  CHECK(club.database().value("SELECT action || '|' || about || '|' || (who <> '')::text || '|' || "
                              "(details ->> 'operation') || '|' || (details ->> 'reason') || '|' || "
                              "(details -> 'was' ->> 'active') FROM logs") ==
        "member_transition|people " + ann + "|true|" + result.outcome.operation.id + "|a test|true");
}

TEST_CASE("a record is named by its label, its key or another unique column, in single moves and in batches") {
  Club club;
  const auto named = [&](const std::string& word) {
    return inspecting(club.database(), [&](pg::Transaction& tx) {
      return lifecycle::resolve_key(tx, club.pack(), club.kind("ban"), word);
    });
  };
  CHECK(named("Ann") == ann);
  CHECK(named("ann@example.org") == ann);
  CHECK(named(bob) == bob);
  CHECK(error_of([&] { named("ann@example.com"); }).code() == code::no_such_record);
  const std::vector<std::string> words{"ann@example.org", "Bob"};
  CHECK(inspecting(club.database(), [&](pg::Transaction& tx) {
          return lifecycle::resolve_keys(tx, club.pack(), club.kind("ban"), words);
        }) == std::vector{ann, bob});
  CHECK(club.move("ban", "ann@example.org", "true").record == "ban/Ann");
}

}  // namespace
}  // namespace admctl::test
