#include <memory>

#include <fmt/format.h>

#include "commands/groups.hpp"
#include "lib/core/codes/test_database.hpp"
#include "lib/core/error.hpp"
#include "lib/local/ephemeral.hpp"

namespace admctl::commands {
namespace {

constexpr std::string_view what_ephemeral_means =
    "ephemeral: nothing is written safely, and db down removes it with all its databases";

bool is_ephemeral(const local::ClusterStatus& status) {
  return status.durability == local::Durability::throwaway;
}

Report status_report(const local::ClusterStatus& status) {
  Report report;
  report.fields("server", "",
                {{"initialised", "INITIALISED", status.initialised},
                 {"running", "RUNNING", status.running},
                 {"durability", "DURABILITY", is_ephemeral(status) ? "ephemeral" : "durable"},
                 {"pid", "PID", status.running ? Value{status.pid} : Value{}},
                 {"version", "POSTGRESQL", status.initialised ? Value{status.major} : Value{}},
                 {"data", "DATA", status.data.string()},
                 {"socket", "SOCKET FOLDER", status.socket_dir.string()},
                 {"log", "LOG", status.log.string()}});
  if (is_ephemeral(status)) report.note(std::string{what_ephemeral_means});
  return report;
}

Report run_up(Context& context, bool ephemeral) {
  auto cluster = context.cluster();
  if (ephemeral && !is_ephemeral(cluster.status())) {
    if (cluster.status().running) {
      throw Error{code::server_is_durable, "the durable embedded server is running",
                  "it is not made ephemeral, and two at once would hide its databases",
                  "stop it first: admctl db down; its data stays and is back when the ephemeral one is gone"};
    }
    cluster = local::Cluster{local::choose_ephemeral(context.durable_cluster())};
  }
  const bool running = cluster.status().running;
  cluster.ensure_running();
  auto report = status_report(cluster.status());
  report.note(running ? "it was running already" : "started");
  return report.suggest(ephemeral ? "admctl db create" : "admctl migrate up");
}

Report run_down(Context& context) {
  auto& cluster = context.cluster();
  const auto before = cluster.status();
  if (is_ephemeral(before)) {
    cluster.destroy();
    Report report;
    report.fields("server", "", {{"durability", "DURABILITY", "ephemeral"}, {"removed", "REMOVED", true}});
    return report.note("stopped and removed, with all its databases");
  }
  cluster.stop();
  return status_report(cluster.status())
      .note(before.running ? "stopped; its data stays" : "it was not running");
}

Report run_status(Context& context) { return status_report(context.cluster().status()); }

Run declare_up(Flags& flags) {
  auto ephemeral = std::make_shared<bool>(false);
  flags.flag("--ephemeral", *ephemeral, "a fast one for tests that keeps nothing");
  return [ephemeral](Context& context) { return run_up(context, *ephemeral); };
}

template <Report (*run)(Context&)>
Run declare(Flags&) {
  return run;
}

const Command db_table[]{
    {.name = "db up",
     .summary = "start the embedded PostgreSQL",
     .details =
         "A private server from the installed PostgreSQL binaries, on a unix socket only. Commands start it by "
         "themselves when no other database is named.\n\n"
         "--ephemeral starts another one, for test databases: it never waits for the disk (fsync, "
         "synchronous_commit and full_page_writes are off) and lies in /dev/shm when there is room, else in "
         "/tmp. "
         "All commands use it in place of the durable one until db down removes it; a crash of the machine, or "
         "on "
         "some systems a logout, removes it as well. Refused while the durable one runs.",
     .examples = {{"admctl db up", "make and start it; nothing to do when it runs"},
                  {"admctl db up --ephemeral", "in CI, before the tests"}},
     .effect = Effect::reads,
     .declare = declare_up},
    {.name = "db down",
     .summary = "stop the embedded PostgreSQL",
     .details = "Its data stays. An ephemeral one is removed.",
     .examples = {{"admctl db down", "the next command that needs it starts it again"}},
     .effect = Effect::reads,
     .declare = declare<run_down>},
    {.name = "db status",
     .summary = "where the embedded PostgreSQL is, whether it runs, and whether it keeps its data",
     .details = "",
     .examples = {{"admctl db status -o json", "for scripts"}},
     .effect = Effect::reads,
     .declare = declare<run_status>},
};

}  // namespace

std::span<const Command> db_commands() { return db_table; }

}  // namespace admctl::commands
