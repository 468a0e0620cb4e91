#include "cli/cli_context.hpp"

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
#include "lib/pg/transport.hpp"
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

std::optional<std::string> CliContext::given_platform() const {
  const auto& flag = invocation_.flags.platform;
  return flag ? flag : invocation_.environment("ADMCTL_PLATFORM");
}

std::string CliContext::platform_name() {
  auto name = given_platform();
  // A URL has none; a wrong one is the business of what connects.
  if (!name && may_name_target({invocation_.flags.target, invocation_.flags.db}, invocation_.environment))
    name = chosen().platform;
  return name.value_or(std::string{default_platform()});
}

const platform::Pack& CliContext::pack_of(const commands::Target& target) {
  const auto name = given_platform().value_or(target.platform.value_or(std::string{default_platform()}));
  if (pack_ && pack_->platform == name) return *pack_;
  other_pack_ = platform::load_named(name);
  return *other_pack_;
}

const platform::Pack& CliContext::pack() {
  if (!pack_) pack_ = platform::load_named(platform_name());
  return *pack_;
}

const platform::PackHead& CliContext::pack_head() {
  if (pack_) return *pack_;
  if (!pack_head_) pack_head_ = platform::load_head_named(platform_name());
  return *pack_head_;
}

commands::Target& CliContext::chosen() {
  if (!target_) {
    target_ = resolve_target({invocation_.flags.target, invocation_.flags.db}, invocation_.environment,
                             [this]() -> const targets::Catalogue& { return targets(); });
  }
  return *target_;
}

void CliContext::place_embedded(commands::Target& target) {
  target.place = platform_name() == commands::no_platform ? "postgres" : pack_head().platform;
  target.conninfo = cluster().conninfo(target.place);
  if (local::find_ephemeral(durable_cluster())) target.name = "ephemeral";
}

const commands::Target& CliContext::target() {
  auto& target = chosen();
  if (target.embedded && target.place.empty()) place_embedded(target);
  return target;
}

const targets::Catalogue& CliContext::targets() {
  if (!targets_) targets_ = targets::read_catalogue(target_places(invocation_.environment));
  return *targets_;
}

commands::Target CliContext::find_target(const std::string& name) {
  auto target = resolve_named(name, "--target", invocation_.environment, targets());
  if (target.embedded) place_embedded(target);
  return target;
}

ops::Protection CliContext::protection() {
  if (!protection_) {
    std::optional<ops::Protection> said;
    {
      pg::Transaction tx{session(), pg::Transaction::Options::snapshot()};
      said = ops::protection_of(tx);
    }
    const auto usual = pg::transport_of(session()).local ? ops::Protection::open : ops::Protection::confirm;
    const auto& file = target().protection;
    if (said && file)
      protection_ = ops::stricter(*said, *file);
    else
      protection_ = said ? *said : file.value_or(usual);
  }
  return *protection_;
}

void CliContext::check_policy(ops::Action action, Asks asks) {
  if (action == ops::Action::read || action == ops::Action::ledger) return;
  const auto& flags = invocation_.flags;
  ops::Given given{.write = flags.write,
                   .reason = flags.reason.has_value(),
                   .ticket = flags.ticket.has_value(),
                   .yes = flags.yes || has_asked_ || asks == Asks::itself,
                   .dry_run = flags.dry_run};
  const auto refuse = [](const ops::Decision& decision) {
    if (decision.refusal) throw *decision.refusal;
  };
  // What the file refuses needs no connection.
  if (const auto& level = target().protection) refuse(ops::decide(*level, action, given));
  const auto level = protection();
  const auto transport = pg::transport_of(session());
  given.verified = transport.local || transport.sslmode_given;
  const auto decision = ops::decide(level, action, given);
  refuse(decision);
  if (decision.kind != ops::Decision::Kind::question) return;
  confirm(fmt::format("{} on {}, whose protection is '{}'?", invocation_.command, target().describe(),
                      ops::word_of(level)));
}

pg::Session CliContext::open(const commands::Target& where) {
  const auto application = fmt::format("admctl/{} {}", version(), invocation_.command);
  return where.embedded ? open_embedded(where.conninfo, application)
                        : pg::Session::open(where.conninfo, application);
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
    session_ = open(target());
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

ops::Request CliContext::request(std::string_view kind, std::optional<ops::Action> action, Asks asks) {
  announce();
  check_policy(action.value_or(ops::action_of(kind)), asks);
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
  has_asked_ = true;
}

void CliContext::confirm_typed(std::string_view question, std::string_view word) {
  announce();
  if (!dry_run()) prompt_.confirm_typed(question, word);
  has_asked_ = true;
}

commands::Context::Ran CliContext::run_self(const std::vector<std::string>& args, const std::string& url,
                                            Show show) {
  out_.flush();
  // A target of the environment would win over the URL.
  const std::vector<commands::Variable> variables{
      {"ADMCTL_DB_URL", url},
      {"ADMCTL_PLATFORM", invocation_.flags.platform.value_or(pack().platform)},
      {"ADMCTL_TARGET", std::nullopt}};
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
