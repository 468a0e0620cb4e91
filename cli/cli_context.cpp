#include "cli/cli_context.hpp"

#include <cerrno>
#include <cstring>

#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include "cli/build_info.hpp"
#include "cli/editor.hpp"
#include "cli/program_process.hpp"
#include "cli/self_process.hpp"
#include "cli/target_resolution.hpp"
#include "lib/core/codes/database.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/redact.hpp"
#include "lib/local/ephemeral.hpp"
#include "lib/pg/error_translation.hpp"
#include "lib/platform/named_pack.hpp"

namespace admctl::cli {
namespace {

std::string os_user() {
  const auto* entry = ::getpwuid(::geteuid());
  return entry ? entry->pw_name : std::to_string(::geteuid());
}

std::string host_name() {
  char name[256] = {};
  return ::gethostname(name, sizeof name - 1) == 0 ? name : "unknown";
}

}  // namespace

CliContext::CliContext(const Invocation& invocation, StderrTalk& talk, Output& out, Signals& signals)
    : invocation_{invocation},
      talk_{talk},
      out_{out},
      signals_{signals},
      prompt_{terminal_asker(invocation.flags.no_input, [&signals] { signals.check(); }),
              {.yes = invocation.flags.yes, .confirm = invocation.flags.confirm}},
      faults_{invocation.environment} {}

CliContext::~CliContext() {
  // The watching thread uses the session.
  signals_.unwatch();
}

std::string CliContext::platform_name() {
  auto name = invocation_.flags.platform;
  if (!name) name = invocation_.environment("ADMCTL_PLATFORM");
  return name.value_or(std::string{default_platform()});
}

const platform::Pack& CliContext::pack() {
  if (!pack_) pack_ = platform::load_named(platform_name());
  return *pack_;
}

const commands::Target& CliContext::target() {
  if (!target_) {
    auto target = resolve_target(invocation_.flags.db, invocation_.environment);
    if (target.embedded) {
      target.place = platform_name() == commands::no_platform ? "postgres" : pack().platform;
      target.conninfo = cluster().conninfo(target.place);
      if (local::find_ephemeral(durable_cluster())) target.name = "ephemeral";
    }
    target_ = std::move(target);
  }
  return *target_;
}

local::Cluster& CliContext::cluster() {
  if (!cluster_) {
    const auto& durable = durable_cluster();
    cluster_.emplace(local::find_ephemeral(durable).value_or(durable));
  }
  return *cluster_;
}

const local::ClusterOptions& CliContext::durable_cluster() {
  if (!durable_cluster_) {
    durable_cluster_ = local::ClusterOptions{.dir = embedded_dir(invocation_.environment),
                                             .search = binary_search(invocation_.environment)};
  }
  return *durable_cluster_;
}

pg::Session& CliContext::session() {
  if (!session_) {
    const auto& where = target();
    const auto application = fmt::format("admctl/{} {}", version(), invocation_.command);
    session_ = where.embedded ? open_embedded(where.conninfo, application)
                              : pg::Session::open(where.conninfo, application);
    session_->on_notice([this](std::string_view notice) { talk_.say(notice); });
    // Not earlier: programs started before would inherit the blocked signals.
    signals_.watch([this] { session_->cancel(); });
  }
  return *session_;
}

pg::Session& CliContext::reconnect() {
  // The watching thread uses the session.
  signals_.unwatch();
  session_.reset();
  return session();
}

void CliContext::read_from(commands::Target place) { target_ = std::move(place); }

pg::Session CliContext::open_embedded(const pg::Conninfo& where, const std::string& application) {
  cluster().ensure_running();
  try {
    return pg::Session::open(where, application);
  } catch (const Error& error) {
    if (error.code() != code::no_such_database) throw;
  }
  const auto name = where.get("dbname").value_or("");
  try {
    pg::Session::open(cluster().conninfo("postgres"), application)
        .execute_alone("CREATE DATABASE " + pg::quote(name));
  } catch (const pg::SqlError& error) {
    // Another admctl was quicker: 42P04 when it has finished, 23505 while it is at it.
    if (error.sqlstate() != "42P04" && error.sqlstate() != "23505") throw;
  }
  return pg::Session::open(where, application);
}

void CliContext::announce() {
  if (has_announced_) return;
  has_announced_ = true;
  talk_.say(announcement(target(), dry_run()));
}

ops::Request CliContext::request(std::string_view kind) {
  announce();
  auto request = request_elsewhere(kind);
  request.idempotency_key = invocation_.flags.key;
  request.dry_run = dry_run();
  return request;
}

ops::Request CliContext::request_elsewhere(std::string_view kind) {
  const auto& flags = invocation_.flags;
  std::vector<std::string> argv{"admctl"};
  argv.insert(argv.end(), invocation_.arguments.begin(), invocation_.arguments.end());
  ops::Request request;
  request.kind = kind;
  request.command = redact_command(argv);
  request.os_user = os_user();
  request.host = host_name();
  request.actor = invocation_.environment("ADMCTL_ACTOR").value_or(request.os_user + '@' + request.host);
  request.reason = flags.reason;
  request.ticket = flags.ticket;
  return request;
}

void CliContext::confirm(std::string_view question) {
  announce();
  if (!dry_run()) prompt_.confirm(question);
}

void CliContext::confirm_typed(std::string_view question, std::string_view word) {
  announce();
  if (!dry_run()) prompt_.confirm_typed(question, word);
}

commands::Context::Ran CliContext::run_self(const std::vector<std::string>& args, const std::string& url,
                                            Show show) {
  out_.flush();
  std::vector<std::string> variables{"ADMCTL_DB_URL=" + url, "ADMCTL_PLATFORM=" + pack().platform};
  if (invocation_.flags.platform) variables[1] = "ADMCTL_PLATFORM=" + *invocation_.flags.platform;
  auto ran = run_self_process(args, variables, show == Show::captured);
  signals_.check();
  return {ran.exit, std::move(ran.out)};
}

int CliContext::run_program(const std::vector<std::string>& argv,
                            const std::vector<commands::Variable>& variables) {
  out_.flush();
  signals_.unwatch();
  const auto held = block_signals_for_child();
  const int exit = run_child(argv, variables, held);
  forget_signals(held);
  signals_.watch([] {});
  return exit;
}

void CliContext::write_stdout(std::string_view bytes) {
  has_written_stdout_ = true;
  out_.write(bytes);
}

std::string CliContext::read_stdin() {
  std::string text;
  char buffer[64 * 1024];
  for (;;) {
    const auto got = ::read(STDIN_FILENO, buffer, sizeof buffer);
    if (got == 0) return text;
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw Error{code::bad_file, "cannot read standard input", std::strerror(errno)};
    text.append(buffer, static_cast<std::size_t>(got));
  }
}

std::unique_ptr<commands::TextEditor> CliContext::open_editor(std::string_view suffix) {
  // An editor may be open for hours: no connection waits for it, and its signals are its own.
  return std::make_unique<FileEditor>(invocation_.environment, suffix, [this] {
    signals_.unwatch();
    session_.reset();
  });
}

std::string announcement(const commands::Target& target, bool dry_run) {
  auto line = (dry_run ? "dry run on " : "writing to ") + target.describe();
  if (target.origin != "default" && !target.origin.starts_with("--")) line += " (from " + target.origin + ')';
  return line;
}

}  // namespace admctl::cli
