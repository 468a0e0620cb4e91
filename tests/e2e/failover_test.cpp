// A primary and its standby: batches that survive a failover, reads from the replica, writes to it.
#include <catch2/catch.hpp>

#include <optional>

#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "tests/support/deals.hpp"
#include "tests/support/local_cluster.hpp"
#include "tests/support/replica_pair.hpp"
#include "tests/support/run_admctl.hpp"

namespace admctl::test {
namespace {

constexpr int all = 200;
constexpr int chunk = 20;
constexpr int held = 2 * chunk + 5;  // in the third chunk

// Deals in a database of the pair, to be cancelled. Somebody holds one of them, so that the batch waits there.
class BatchOnPair {
 public:
  explicit BatchOnPair(Replication replication) : pair_{replication} {
    ReplicaPair::ask(pair_.primary("postgres"), "CREATE DATABASE app");
    const TestDatabase primary{pair_.primary("app")};
    const auto made = run_admctl({"--db", primary.url(), "migrate", "up", "-q"});
    if (made.exit != 0) throw std::runtime_error{made.err};
    insert_parties(primary);
    for (int i = 0; i < all; ++i) {
      keys_.push_back(insert_deal(primary, "CREATED"));
      list_ += keys_.back() + '\n';
    }
    pair_.wait_for_replay();
  }

  void start() {
    const TestDatabase primary{pair_.primary("app")};
    holder_.emplace(primary.session());
    lock_.emplace(*holder_);
    lock_->query("SELECT FROM deals WHERE id = $1 FOR UPDATE", {keys_[held]});
    run_.emplace(std::vector<std::string>{"--db", pair_.either("app").to_url(), "transition", "deals", "--file",
                                          "-", "--to", "CANCELLED", "--reason", "x", "--max", "1000", "--chunk",
                                          std::to_string(chunk), "--confirm=" + std::to_string(all)},
                 RunOptions{.input = list_});
    run_->wait_until([&] {
      return primary.value(
                 "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND "
                 "application_name "
                 "LIKE 'admctl%' AND wait_event_type = 'Lock'") == "1";
    });
  }
  void release() {
    lock_.reset();
    holder_.reset();
  }

  ReplicaPair& pair() { return pair_; }
  RunningAdmctl& run() { return *run_; }
  RunResult command(std::vector<std::string> args) const {
    args.insert(args.begin(), {"--db", pair_.either("app").to_url()});
    return run_admctl(args);
  }
  std::string value(std::string_view sql) const { return TestDatabase{pair_.either("app")}.value(sql); }

  // Every deal was moved, by one operation, with one event; and the ledger is whole.
  void check_done_once() const {
    CHECK(value("SELECT count(*) FROM deals WHERE status = 'CANCELLED'") == std::to_string(all));
    CHECK(value("SELECT count(*) FROM deal_events WHERE type = 'STATUS_CANCELLED'") == std::to_string(all));
    CHECK(value("SELECT count(DISTINCT \"dealId\") FROM deal_events WHERE type = 'STATUS_CANCELLED'") ==
          std::to_string(all));
    CHECK(value("SELECT count(*) FROM admctl.change WHERE table_name = 'deals'") == std::to_string(all));
    CHECK(value("SELECT count(DISTINCT key) FROM admctl.change WHERE table_name = 'deals'") ==
          std::to_string(all));
    CHECK(command({"op", "verify"}).exit == 0);
  }

 private:
  ReplicaPair pair_;
  std::vector<std::string> keys_;
  std::string list_;
  std::optional<pg::Session> holder_;
  std::optional<pg::Transaction> lock_;
  std::optional<RunningAdmctl> run_;
};

TEST_CASE(
    "a batch goes on by itself on the standby that takes over, with nothing lost and nothing done twice") {
  BatchOnPair batch{Replication::synchronous};
  batch.start();
  batch.pair().crash_primary();
  batch.run().wait_for_err("looking for the server that takes writes");
  batch.release();
  batch.pair().promote_standby();
  const auto run = batch.run().finish();
  CAPTURE(run.out, run.err);
  CHECK(run.exit == 0);
  CHECK(run.err.find("connected again; going on with what is left") != std::string::npos);
  batch.check_done_once();
}

TEST_CASE("what an asynchronous standby had not received is told by the ledger, and resuming does just that") {
  BatchOnPair batch{Replication::asynchronous};
  batch.start();
  batch.pair().wait_for_replay();
  batch.pair().cut_standby_off();
  batch.release();
  const auto run = batch.run().finish();
  CAPTURE(run.err);
  CHECK(run.exit == 0);
  CHECK(batch.value("SELECT count(*) FROM deals WHERE status = 'CANCELLED'") == std::to_string(all));
  const auto plan = batch.value("SELECT id FROM admctl.plan");

  batch.pair().crash_primary();
  batch.pair().promote_standby();
  CHECK(batch.value("SELECT count(*) FROM deals WHERE status = 'CANCELLED'") == std::to_string(2 * chunk));
  const auto status = batch.command({"op", "status", plan, "-o", "json"});
  const auto page = parse_json(status.out);
  CHECK(page.at("plan").at("done") == Value{2 * chunk});
  CHECK(page.at("plan").at("left") == Value{all - 2 * chunk});
  const auto resumed = batch.command({"op", "resume", plan, "--yes"});
  CAPTURE(resumed.err);
  CHECK(resumed.exit == 0);
  batch.check_done_once();
}

TEST_CASE(
    "lists, checks and exports read from the replica with its lag shown, and refuse one that is too old") {
  const ReplicaPair pair;
  ReplicaPair::ask(pair.primary("postgres"), "CREATE DATABASE app");
  const TestDatabase primary{pair.primary("app")};
  REQUIRE(run_admctl({"--db", primary.url(), "migrate", "up", "-q"}).exit == 0);
  insert_parties(primary);
  insert_deal(primary, "CREATED");
  pair.wait_for_replay();
  const auto replica = "--replica=" + pair.standby("app").to_url();

  const auto list =
      run_admctl({"--db", primary.url(), "inspect", "deals", replica, "--max-lag", "1m", "-o", "json"});
  CAPTURE(list.out, list.err);
  CHECK(list.exit == 0);
  const auto page = parse_json(list.out);
  CHECK(page.at("rows").as_array()->size() == 1);
  CHECK(page.at("notes").as_array()->back().string_or("").find(", a standby, no lag") != std::string::npos);
  CHECK(run_admctl({"--db", primary.url(), "check", replica}).err.find(", a standby, no lag") !=
        std::string::npos);

  const TempFolder folder;
  const auto file = (folder.path() / "out").string();
  const auto exported = run_admctl({"--db", primary.url(), "audit", "export", replica, "-f", file});
  CAPTURE(exported.err);
  CHECK(exported.exit == 0);
  CHECK(exported.err.find(", a standby, no lag") != std::string::npos);

  pair.wait_for_replay();
  pair.cut_standby_off();
  const auto late = run_admctl({"--db", primary.url(), "inspect", "deals", replica, "--max-lag", "0"});
  CHECK(late.exit == static_cast<int>(Exit::try_again));
  CHECK(late.err.find("ADM-2403") != std::string::npos);
  CHECK(late.err.find("it is not connected to its primary") != std::string::npos);
  // Without a limit it serves, and says what it is.
  const auto alone = run_admctl({"--db", pair.standby("app").to_url(), "inspect", "deals", "--max-lag", "1h"});
  CHECK(alone.exit == 0);
  CHECK(alone.err.find("and not connected to its primary") != std::string::npos);
}

TEST_CASE("a transition on a standby is refused with exit 4 and the way to the primary") {
  const ReplicaPair pair;
  ReplicaPair::ask(pair.primary("postgres"), "CREATE DATABASE app");
  const TestDatabase primary{pair.primary("app")};
  REQUIRE(run_admctl({"--db", primary.url(), "migrate", "up", "-q"}).exit == 0);
  insert_parties(primary);
  const auto deal = insert_deal(primary, "CREATED");
  pair.wait_for_replay();
  const std::vector<std::string> move{"transition", "deal/" + deal, "--to", "CANCELLED", "--reason", "x"};
  auto args = move;
  args.insert(args.begin(), {"--db", pair.standby("app").to_url()});
  const auto refused = run_admctl(args);
  CAPTURE(refused.err);
  CHECK(refused.exit == 4);
  CHECK(refused.err.find("ADM-2401") != std::string::npos);
  CHECK(refused.err.find("target_session_attrs=read-write") != std::string::npos);

  args = move;
  args.insert(args.begin(), {"--db", pair.either("app").to_url()});
  const auto done = run_admctl(args);
  CAPTURE(done.err);
  CHECK(done.exit == 0);
  CHECK(done.err.find(":5432 or ") != std::string::npos);
  CHECK(done.err.find("(read-write)") != std::string::npos);
}

TEST_CASE("a replica that the target does not name has to be given") {
  const TestDatabase database{Template::empty};
  const auto run = run_admctl({"--db", database.url(), "inspect", "deals", "--replica"});
  CHECK(run.exit == 2);
  CHECK(run.err.find("ADM-2404") != std::string::npos);
  CHECK(run_admctl({"--db", database.url(), "inspect", "deals", "--max-lag", "soon"}).exit == 2);
}

}  // namespace
}  // namespace admctl::test
