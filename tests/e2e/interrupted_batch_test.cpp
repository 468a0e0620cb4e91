// A batch that the server's crash or an impatient operator ends in the middle.
#include <catch2/catch.hpp>

#include <csignal>
#include <optional>

#include "tests/support/deals.hpp"
#include "tests/support/local_cluster.hpp"
#include "tests/support/run_admctl.hpp"

namespace admctl::test {
namespace {

// Nine deals to be moved three at a time. Somebody holds the fifth, so that the second chunk waits.
class HeldUpBatch {
 public:
  explicit HeldUpBatch(const TestDatabase& database) : database_{database} {
    insert_parties(database_);
    std::string keys;
    for (int i = 0; i < 9; ++i) {
      keys_.push_back(insert_deal(database_, "CREATED"));
      keys += keys_.back() + '\n';
    }
    holder_.emplace(database_.session());
    held_.emplace(*holder_);
    held_->query("SELECT FROM deals WHERE id = $1 FOR UPDATE", {keys_[4]});
    run_.emplace(std::vector<std::string>{"--db", database_.url(), "transition", "deals", "--file", "-", "--to",
                                          "CANCELLED", "--reason", "x", "--chunk", "3", "--confirm=9"},
                 RunOptions{.input = keys});
    run_->wait_until([&] {
      return database_.value(
                 "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND "
                 "application_name LIKE 'admctl%' AND wait_event_type = 'Lock'") == "1";
    });
  }

  RunningAdmctl& run() { return *run_; }
  void release() {
    held_.reset();
    holder_.reset();
  }
  RunResult command(std::vector<std::string> args) const {
    args.insert(args.begin(), {"--db", database_.url()});
    return run_admctl(args);
  }
  std::string moved() const { return database_.value("SELECT count(*) FROM deals WHERE status = 'CANCELLED'"); }
  std::string plan() const { return database_.value("SELECT id FROM admctl.plan"); }

  // The rest is done once, the chain is whole, and one undo takes all of it back.
  void check_goes_on() const {
    CHECK(moved() == "3");
    CHECK(command({"op", "status", plan()}).out.find("part done") != std::string::npos);
    const auto resumed = command({"op", "resume", plan(), "--yes", "--chunk", "3"});
    CAPTURE(resumed.err);
    CHECK(resumed.exit == 0);
    CHECK(moved() == "9");
    CHECK(database_.value("SELECT count(*) FROM deal_events WHERE type = 'STATUS_CANCELLED'") == "9");
    CHECK(database_.value("SELECT count(*) FROM admctl.operation WHERE kind = 'transition'") == "3");
    CHECK(command({"op", "verify"}).exit == 0);
    CHECK(command({"op", "undo", plan(), "--yes"}).exit == 0);
    CHECK(moved() == "0");
    CHECK(command({"op", "verify"}).exit == 0);
  }

 private:
  const TestDatabase& database_;
  std::vector<std::string> keys_;
  std::optional<pg::Session> holder_;
  std::optional<pg::Transaction> held_;
  std::optional<RunningAdmctl> run_;
};

TEST_CASE("a server that crashes in the middle of a batch loses nothing that was done, and the batch goes on") {
  TemporaryCluster cluster;
  auto options = cluster.options();
  options.durability = local::Durability::safe;
  local::Cluster server{options};
  server.ensure_running();
  cluster.ask("CREATE DATABASE crashing");
  const TestDatabase database{server.conninfo("crashing")};
  REQUIRE(run_admctl({"--db", database.url(), "migrate", "up", "-q"}).exit == 0);
  HeldUpBatch batch{database};

  // What pg_ctl stop -m immediate sends.
  REQUIRE(::kill(server.status().pid, SIGQUIT) == 0);
  const auto cut = batch.run().finish();
  CAPTURE(cut.err);
  CHECK(cut.exit == 4);
  CHECK(cut.err.find("what was done stays done; go on with: admctl op resume ") != std::string::npos);
  batch.release();

  REQUIRE(comes_true([&] { return server.status().pid == 0; }));
  server.ensure_running();
  batch.check_goes_on();
}

TEST_CASE("Ctrl-C in the middle of a batch keeps whole chunks, tells how to go on, and is exit 130") {
  const TestDatabase database{Template::migrated};
  HeldUpBatch batch{database};

  batch.run().send_signal(SIGINT);
  const auto cut = batch.run().finish();
  CAPTURE(cut.err);
  CHECK(cut.exit == 130);
  CHECK(cut.err.find("admctl op resume " + batch.plan()) != std::string::npos);
  batch.release();
  batch.check_goes_on();
}

}  // namespace
}  // namespace admctl::test
