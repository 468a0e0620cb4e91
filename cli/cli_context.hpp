// The Context of a command run from the command line. What a command does not ask for is never made: no pack is
// read for `--help`, no server is started for `platform list`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/environment.hpp"
#include "cli/fault_injection.hpp"
#include "cli/output.hpp"
#include "cli/prompt.hpp"
#include "cli/signals.hpp"
#include "cli/standard_input.hpp"
#include "cli/talk.hpp"
#include "commands/command.hpp"
#include "commands/context.hpp"
#include "commands/global_flags.hpp"

namespace admctl::cli {

// One run of admctl, as asked for.
struct Invocation {
  std::vector<std::string> arguments;  // all of them, without the program's name
  std::string command;                 // "migrate up"
  commands::GlobalFlags flags;
  Environment environment;
};

class CliContext final : public commands::Context {
 public:
  // Everything referred to must outlive the context.
  CliContext(const Invocation& invocation, StderrTalk& talk, Output& out, Signals& signals);
  ~CliContext() override;

  const Clock& clock() const override { return system_clock(); }
  commands::Talk& talk() override { return talk_; }
  const platform::Pack& pack() override;
  const platform::PackHead& pack_head() override;
  const platform::Pack& pack_of(const commands::Target& target) override;
  std::string platform_name() override;
  const commands::Target& target() override;
  const targets::Catalogue& targets() override;
  commands::Target find_target(const std::string& name) override;
  ops::Protection protection() override;
  pg::Session open(const commands::Target& where) override;
  pg::Session& session() override;
  pg::Session& reconnect() override;
  void read_from(commands::Target place) override;
  void pause(Millis duration) override { signals_.pause(duration); }
  void hold_signals(std::function<void()> stop) override { signals_.watch(std::move(stop)); }
  void release_signals() override { signals_.unwatch(); }
  local::Cluster& cluster() override;
  const local::ClusterOptions& durable_cluster() override;
  ops::Request request(std::string_view kind, std::optional<ops::Action> action, Asks asks) override;
  ops::Request request_elsewhere(std::string_view kind) override;
  bool dry_run() const override { return invocation_.flags.dry_run; }
  bool csv_safe() const override { return invocation_.flags.csv_safe; }
  void confirm(std::string_view question) override;
  void confirm_typed(std::string_view question, std::string_view word) override;
  void write_stdout(std::string_view bytes) override;
  Ran run_self(const std::vector<std::string>& args, const std::string& url, Show show) override;
  int run_program(const std::vector<std::string>& argv,
                  const std::vector<commands::Variable>& variables) override;
  void at_step(std::string_view name) override { faults_.reach(name); }
  std::string read_stdin() override { return cli::read_stdin(); }
  std::unique_ptr<commands::TextEditor> open_editor(std::string_view suffix) override;
  // True when the command wrote its data itself: stdout then holds no report.
  bool has_written_stdout() const { return has_written_stdout_; }

 private:
  // Names the target before anything is asked or written, once.
  void announce();
  std::optional<std::string> given_platform() const;
  // Throws what the policy of the target refuses, and asks what it asks.
  void check_policy(ops::Action action, Asks asks);
  // The target without what only a pack and a cluster tell of the embedded one.
  commands::Target& chosen();
  void place_embedded(commands::Target& target);
  pg::Session open_embedded(const pg::Conninfo& where, const std::string& application);

  const Invocation& invocation_;
  StderrTalk& talk_;
  Output& out_;
  Signals& signals_;
  Prompt prompt_;
  FaultInjection faults_;
  std::optional<platform::Pack> pack_;
  std::optional<platform::PackHead> pack_head_;
  std::optional<platform::Pack> other_pack_;
  std::optional<local::ClusterOptions> durable_cluster_;
  std::optional<local::Cluster> cluster_;
  std::optional<targets::Catalogue> targets_;
  std::optional<commands::Target> target_;
  std::optional<ops::Protection> protection_;
  std::optional<pg::Session> session_;
  bool has_written_stdout_ = false;
  bool has_announced_ = false;
  bool has_asked_ = false;
};

// "writing to app on db.example.com (from DATABASE_URL)"
std::string announcement(const commands::Target& target, bool dry_run);

}  // namespace admctl::cli
