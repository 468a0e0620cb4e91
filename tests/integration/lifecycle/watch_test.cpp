#include "lib/lifecycle/watch.hpp"
#include "lib/core/codes/record.hpp"

#include <chrono>

#include <catch2/catch.hpp>

#include "tests/integration/lifecycle/inspecting.hpp"

namespace admctl::test {
namespace {

// A watch whose pauses are steps of the test: what happens between two looks is decided, not timed.
struct Stage {
  const TestDatabase& database;
  lifecycle::WatchRequest request;
  std::vector<std::function<void()>> between = {};
  std::vector<std::string> seen = {};
  std::size_t pauses = 0;
  int reconnects = 0;

  void run() {
    auto session = database.session();
    const auto watched = [&] {
      pg::Transaction tx{session, pg::Transaction::Options::snapshot("public")};
      return lifecycle::prepare_watch(tx, admarket(), request);
    }();
    const lifecycle::WatchHost host{[&]() -> pg::Session& { return session; },
                                    [&]() -> pg::Session& {
                                      ++reconnects;
                                      session = database.session();
                                      return session;
                                    },
                                    [&](Millis) {
                                      if (pauses < between.size()) between[pauses]();
                                      ++pauses;
                                    }};
    lifecycle::watch(host, admarket(), request, watched,
                     [&](const Row& row) { seen.push_back(row[2].value.string_or("?")); });
  }
};

struct Watched {
  TestDatabase database{Template::migrated};
  std::string id;

  explicit Watched(std::string_view state) {
    insert_parties(database);
    id = insert_deal(database, state);
  }
  std::function<void()> set(const std::string& columns) const {
    return [this, columns] { database.execute("UPDATE deals SET " + columns + " WHERE id = '" + id + "'"); };
  }
  lifecycle::WatchRequest request(std::vector<std::string> until = {}) const {
    return {{&deal_kind(), id}, std::move(until)};
  }
};

using Seen = std::vector<std::string>;

TEST_CASE("a watch tells every change and ends when a wanted state is reached") {
  const Watched deal{"CREATED"};
  Stage stage{
      deal.database,
      deal.request({"FUNDED"}),
      {deal.set("notes = 'x'"), [] {}, deal.set("status = 'AWAITING_PAYMENT'"), deal.set("status = 'FUNDED'")}};
  stage.run();
  CHECK(stage.seen == Seen{"CREATED", "CREATED", "AWAITING_PAYMENT", "FUNDED"});
  CHECK(stage.pauses == 4);
}

TEST_CASE("without states a watch ends at a terminal one, at once when it is there already") {
  const Watched deal{"VERIFIED"};
  Stage stage{deal.database, deal.request(), {deal.set("status = 'COMPLETED'")}};
  stage.run();
  CHECK(stage.seen == Seen{"VERIFIED", "COMPLETED"});
  Stage again{deal.database, deal.request()};
  again.run();
  CHECK(again.seen == Seen{"COMPLETED"});
  CHECK(again.pauses == 0);
}

TEST_CASE("a watch that does not get there in time says where the record is") {
  const Watched deal{"CREATED"};
  auto request = deal.request({"FUNDED", "CANCELLED"});
  request.timeout = Millis{0};
  Stage stage{deal.database, request};
  const auto error = refusal_of([&] { stage.run(); });
  CHECK(error.code() == code::watch_timeout);
  CHECK(error.exit() == Exit::wait_timeout);
  CHECK(error.message() == "deal/1 is still in CREATED after 0s");
  CHECK(error.detail() == "waited for FUNDED, CANCELLED");
  CHECK(stage.seen == Seen{"CREATED"});
}

TEST_CASE("a lost connection is made again, and the watch goes on") {
  const Watched deal{"CREATED"};
  const auto disconnect = [&] {
    deal.database.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()");
  };
  Stage stage{deal.database, deal.request({"FUNDED"}), {disconnect, deal.set("status = 'FUNDED'")}};
  stage.run();
  CHECK(stage.seen == Seen{"CREATED", "FUNDED"});
  CHECK(stage.reconnects == 1);
}

TEST_CASE("a record that is deleted while it is watched ends the watch") {
  const Watched deal{"CREATED"};
  Stage stage{deal.database, deal.request({"FUNDED"}), {[&] { deal.database.execute("DELETE FROM deals"); }}};
  const auto error = refusal_of([&] { stage.run(); });
  CHECK(error.code() == code::no_such_record);
  CHECK(error.message() == "deal/1 was deleted meanwhile");
}

TEST_CASE("what is wrong with a watch is found before it begins") {
  const Watched deal{"CREATED"};
  Stage unknown{deal.database, deal.request({"FUNDE"})};
  CHECK(refusal_of([&] { unknown.run(); }).code() == code::unknown_state);
  Stage missing{deal.database, {{&deal_kind(), "4711"}, {}}};
  CHECK(refusal_of([&] { missing.run(); }).code() == code::no_such_record);
}

}  // namespace
}  // namespace admctl::test
