// What a running command may use. Implemented by cli; tests implement it too.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "commands/target.hpp"
#include "commands/text_editor.hpp"
#include "lib/core/clock.hpp"
#include "lib/local/cluster.hpp"
#include "lib/ops/policy.hpp"
#include "lib/ops/request.hpp"
#include "lib/pg/session.hpp"
#include "lib/platform/pack.hpp"
#include "lib/targets/catalogue.hpp"

namespace admctl::commands {

// Talk for people on stderr, never data.
class Talk {
 public:
  virtual ~Talk() = default;
  virtual void say(std::string_view line) = 0;
  // A bar on a terminal, a line every few seconds elsewhere. `total` 0 means unknown. Call it as often as is
  // handy: it also ends the command with code::interrupted after SIGINT or SIGTERM.
  virtual void progress(std::string_view what, std::size_t done, std::size_t total) = 0;
  // Ends the bar, if one is shown.
  virtual void progress_done() = 0;
};

// What --platform names when there shall be none: a database without tables. Only the commands of test
// databases know it.
inline constexpr std::string_view no_platform = "none";

// A variable of a program's environment; without value it is removed.
struct Variable {
  std::string name;
  std::optional<std::string> value;
};

class Context {
 public:
  virtual ~Context() = default;

  virtual const Clock& clock() const = 0;
  virtual Talk& talk() = 0;
  // The pack chosen by --platform, ADMCTL_PLATFORM, the target or the default.
  virtual const platform::Pack& pack() = 0;
  // What its top says, for commands that must answer at once and need no more.
  virtual const platform::PackHead& pack_head() = 0;
  // The same for another target, which may name its own.
  virtual const platform::Pack& pack_of(const Target& target) = 0;
  // The name of that choice, which may be no_platform; nothing is read.
  virtual std::string platform_name() = 0;
  virtual const Target& target() = 0;
  // The targets that files name. Throws what reading them throws.
  virtual const targets::Catalogue& targets() = 0;
  // One of them, with its variables filled in, or the embedded database. Throws code::unknown_target,
  // code::bad_targets.
  virtual Target find_target(const std::string& name) = 0;
  // Of the target: the stricter of what its file says and what the database says; without either open on this
  // machine, else confirm. Connects.
  virtual ops::Protection protection() = 0;
  // A connection to a target, or to any other. Throws as session(); its signals are the caller's business.
  virtual pg::Session open(const Target& where) = 0;
  // Connected on first use; starts the embedded server and makes its database when needed. From then on the
  // first SIGINT or SIGTERM cancels the running statement, which fails with code::interrupted.
  virtual pg::Session& session() = 0;
  // target() and session() are this from now on: for commands that read from a replica. Before session() is
  // used.
  virtual void read_from(Target place) = 0;
  // The embedded cluster, whatever the target is: the ephemeral one while there is one, else the durable one.
  virtual local::Cluster& cluster() = 0;
  // How the durable one is made; the ephemeral one belongs to it.
  virtual const local::ClusterOptions& durable_cluster() = 0;
  // Connects again after the connection was lost; references to the session before are void.
  virtual pg::Session& reconnect() = 0;
  // Waits. Throws code::interrupted when SIGINT or SIGTERM comes meanwhile.
  virtual void pause(Millis duration) = 0;
  // For connections that are not session(): from now on SIGINT and SIGTERM do not end the process, but call
  // `stop` from another thread, and again every quarter of a second. pause() and the talk's progress() throw
  // then. The second signal ends the process. What `stop` uses must live until release_signals().
  virtual void hold_signals(std::function<void()> stop) = 0;
  virtual void release_signals() = 0;
  // Who asks, with which words: from the global flags --reason, --ticket, --dry-run, --key and the environment.
  // `kind` is the operation's kind in the ledger, e.g. "transition"; `action` what that means to the target
  // when the kind does not tell. The policy of the target is asked first (ops::decide): throws its refusal,
  // asks its question (as confirm()) unless the command has asked one, or `asks` one before it writes.
  enum class Asks { nothing, itself };
  virtual ops::Request request(std::string_view kind, std::optional<ops::Action> action = std::nullopt,
                               Asks asks = Asks::nothing) = 0;
  // The same for a write into another database than the target: nothing is announced, it is never a dry run,
  // and has no idempotency key.
  virtual ops::Request request_elsewhere(std::string_view kind) = 0;
  virtual bool dry_run() const = 0;
  // --csv-safe: CSV cells that begin like a formula are guarded. For commands that write CSV themselves.
  virtual bool csv_safe() const = 0;

  // Moderate question: returns after "y". --yes answers it, and a dry run needs no answer. Without a terminal
  // and
  // --yes: throws code::missing_flag naming --yes. Declined: throws code::declined.
  virtual void confirm(std::string_view question) = 0;
  // Severe question: `word` must be typed, or given with --confirm=word. --yes does not answer it; a dry run
  // needs no answer.
  virtual void confirm_typed(std::string_view question, std::string_view word) = 0;

  // Bytes for stdout as they are, for data too long for Report::raw (exports). Of the report that follows only
  // notes and next steps are shown, on stderr. Buffered; what a full disk or a closed stdout throws ends the
  // command with an error, a reader that went away ends it quietly.
  virtual void write_stdout(std::string_view bytes) = 0;
  enum class Show {
    shown,     // on our own stdout and stderr
    captured,  // stdout and stderr are returned in `out`
  };
  struct Ran {
    int exit;
    std::string out;
  };
  // Runs another command line of this binary, on the database at `url`, with the same platform and environment.
  virtual Ran run_self(const std::vector<std::string>& args, const std::string& url, Show show) = 0;

  // Runs another program, found by PATH, with our stdin, stdout and stderr; `variables` change its environment.
  // What signals us meanwhile is passed on to it; what the terminal sends (Ctrl-C) it gets from there. Returns
  // its exit code, 128 + signal when one ended it. Afterwards the first SIGINT or SIGTERM waits until the
  // command ends, so that it can clean up. Throws code::program_not_run.
  virtual int run_program(const std::vector<std::string>& argv, const std::vector<Variable>& variables) = 0;

  // Told before every step of a write (ops::WriteOptions::on_step). Does nothing but in builds for tests, which
  // can end the process there.
  virtual void at_step(std::string_view name) = 0;

  // All of standard input.
  virtual std::string read_stdin() = 0;

  // $VISUAL, $EDITOR or vi on a file whose name ends with `suffix`. The file is left behind when it holds work
  // and nobody called discard(). While the editor runs the connection is closed: references to the session are
  // void.
  virtual std::unique_ptr<TextEditor> open_editor(std::string_view suffix) = 0;
};

}  // namespace admctl::commands
