// What only reads the target reads from its replica, with the lag said.
#include <csignal>

#include <catch2/catch.hpp>

#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"
#include "tests/support/deals.hpp"
#include "tests/support/local_cluster.hpp"
#include "tests/support/replica_pair.hpp"
#include "tests/support/run_admctl.hpp"

namespace admctl::test {
namespace {

using Words = std::vector<std::string>;

// A migrated database on a pair; the standby is where --replica says.
class MigratedPair {
 public:
  MigratedPair() {
    ReplicaPair::ask(pair.primary("postgres"), "CREATE DATABASE app");
    primary.emplace(pair.primary("app"));
    const auto made = run_admctl({"--db", primary->url(), "migrate", "up", "-q"});
    if (made.exit != 0) throw std::runtime_error{made.err};
    insert_parties(*primary);
    pair.wait_for_replay();
  }

  Words on_replica(Words words, const std::string& database = "app") const {
    words.insert(words.begin(), {"--db", pair.primary(database).to_url()});
    words.push_back("--replica=" + pair.standby(database).to_url());
    return words;
  }

  const ReplicaPair pair;
  std::optional<TestDatabase> primary;
};

TEST_CASE("what only reads the target takes a replica, says its lag, and can tell what is not there yet") {
  const MigratedPair app;
  const TempFolder folder;
  folder.write("settings.yaml", "platform_fee_bps: 450\n");
  for (const auto& words : std::vector<Words>{{"schema", "tables"},
                                              {"schema", "describe", "deals"},
                                              {"schema", "catalog"},
                                              {"schema", "erd", "deals"},
                                              {"schema", "diff", app.primary->url()},
                                              {"schema", "grants"},
                                              {"migrate", "status"},
                                              {"migrate", "verify"},
                                              {"migrate", "plan"},
                                              {"migrate", "backfill", "status"},
                                              {"config", "validate"},
                                              {"config", "export"},
                                              {"config", "diff", (folder.path() / "settings.yaml").string()},
                                              {"audit", "tail"},
                                              {"op", "plans"},
                                              {"op", "verify"},
                                              {"platform", "lint", "--live"},
                                              {"seed", "export", "categories"}}) {
    const auto run = run_admctl(app.on_replica(words));
    INFO(join(words, " ") << "\n" << run.out.substr(0, 500) << "\n" << run.err);
    CHECK(run.exit == 0);
    CHECK(run.err.find("/pair, a standby, ") != std::string::npos);
  }

  app.pair.cut_standby_off();
  app.primary->execute("CREATE TABLE public.only_here (id int)");
  CHECK(run_admctl({"--db", app.primary->url(), "schema", "describe", "only_here", "--live"}).exit == 0);
  const auto missing = run_admctl(app.on_replica({"schema", "describe", "only_here", "--live"}));
  INFO(missing.err);
  CHECK(missing.exit == 3);
  CHECK(missing.err.find("a standby, ") != std::string::npos);
  CHECK(missing.err.find("not connected to its primary") != std::string::npos);
  const auto late = run_admctl(app.on_replica({"schema", "tables", "--max-lag", "0"}));
  CHECK(late.exit == 75);
  CHECK(late.out.empty());
}

TEST_CASE("what is suggested after a look at the replica is done to the primary") {
  const ReplicaPair pair;
  const auto run = run_admctl({"--db", pair.primary("postgres").to_url(), "migrate", "status", "-o", "json",
                               "--replica=" + pair.standby("postgres").to_url()});
  INFO(run.out << run.err);
  REQUIRE(run.exit == 0);
  const auto page = parse_json(run.out);
  REQUIRE(page.at("next").as_array()->size() == 1);
  const auto next = page.at("next").as_array()->front().string_or("");
  CHECK(next.find("--db '" + pair.primary("postgres").to_url() + "'") != std::string::npos);
}

TEST_CASE("the audit log is followed on a standby, which takes no LISTEN") {
  const MigratedPair app;
  const auto deal = insert_deal(*app.primary, "CREATED");
  app.pair.wait_for_replay();
  auto words = app.on_replica({"audit", "tail", "-f", "--interval", "1s", "-o", "jsonl"});
  RunningAdmctl tail{words};
  tail.wait_for_err("a standby, ");
  const auto moved = run_admctl({"--db", app.primary->url(), "transition", "deal/" + deal, "--to", "CANCELLED",
                                 "--reason", "seen on the standby"});
  INFO(moved.err);
  REQUIRE(moved.exit == 0);
  tail.wait_for_out("seen on the standby");
  tail.send_signal(SIGINT);
  const auto ended = tail.finish();
  INFO(ended.err);
  CHECK(ended.exit == 130);
}

}  // namespace
}  // namespace admctl::test
