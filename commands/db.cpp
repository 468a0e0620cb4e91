#include <fmt/format.h>

#include "commands/groups.hpp"
#include "lib/core/error.hpp"

namespace admctl::commands {
namespace {

std::vector<Field> status_fields(const local::ClusterStatus& status) {
  return {{"initialised", "INITIALISED", status.initialised},
          {"running", "RUNNING", status.running},
          {"pid", "PID", status.running ? Value{status.pid} : Value{}},
          {"version", "POSTGRESQL", status.initialised ? Value{status.major} : Value{}},
          {"data", "DATA", status.data.string()},
          {"socket", "SOCKET FOLDER", status.socket_dir.string()},
          {"log", "LOG", status.log.string()}};
}

Report run_up(Context& context) {
  const bool running = context.cluster().status().running;
  context.cluster().ensure_running();
  Report report;
  report.fields("server", "", status_fields(context.cluster().status()));
  report.note(running ? "it was running already" : "started");
  return report.suggest("admctl migrate up");
}

Report run_down(Context& context) {
  const bool running = context.cluster().status().running;
  context.cluster().stop();
  Report report;
  report.fields("server", "", status_fields(context.cluster().status()));
  return report.note(running ? "stopped; its data stays" : "it was not running");
}

Report run_status(Context& context) {
  Report report;
  report.fields("server", "", status_fields(context.cluster().status()));
  return report;
}

Report run_url(Context& context) {
  Report report;
  report.raw = context.cluster().conninfo(context.pack().platform).to_url() + "\n";
  return report;
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
         "themselves when no other database is named.",
     .examples = {{"admctl db up", "make and start it; nothing to do when it runs"}},
     .effect = Effect::reads,
     .declare = declare<run_up>},
    {.name = "db down",
     .summary = "stop the embedded PostgreSQL",
     .details = "Its data stays.",
     .examples = {{"admctl db down", "the next command that needs it starts it again"}},
     .effect = Effect::reads,
     .declare = declare<run_down>},
    {.name = "db status",
     .summary = "where the embedded PostgreSQL is and whether it runs",
     .details = "",
     .examples = {{"admctl db status -o json", "for scripts"}},
     .effect = Effect::reads,
     .declare = declare<run_status>},
    {.name = "db url",
     .summary = "the URL of the platform's embedded database",
     .details = "",
     .examples = {{"psql \"$(admctl db url)\"", "look into it with psql"}},
     .effect = Effect::reads,
     .declare = declare<run_url>},
};

}  // namespace

std::span<const Command> db_commands() { return db_table; }

}  // namespace admctl::commands
