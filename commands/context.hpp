// What a running command may use. Implemented by cli; tests implement it too.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/core/clock.hpp"
#include "lib/local/cluster.hpp"
#include "lib/ops/request.hpp"
#include "lib/pg/session.hpp"
#include "lib/platform/pack.hpp"

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

// The database that commands work on.
struct Target {
  std::string name;       // "local", or "db" for a given connection
  std::string origin;     // "--db", "ADMCTL_DB_URL", "DATABASE_URL", "PG*", "default"
  bool embedded = false;  // the embedded server, started on demand
  pg::Conninfo conninfo;  // may be empty for "PG*": libpq then reads the environment itself
  std::string place;      // where that is, for people, without password: "app on db.example.com:5432"
  // "local (shop, embedded)" or the place.
  std::string describe() const;
};

// A file of a person's text, 0600, open to his editor again and again.
class TextEditor {
 public:
  virtual ~TextEditor() = default;
  // Writes `text` into the file, waits for the editor, returns what the file holds then. Throws
  // code::editor_failed when the editor cannot be run, fails or is killed; code::interrupted after SIGINT,
  // SIGTERM or SIGHUP.
  virtual std::string edit(const std::string& text) = 0;
  virtual const std::string& path() const = 0;
  // Whether the file holds anything else than the first text that was given to edit().
  virtual bool holds_work() const = 0;
  // The file may be removed at the end even if it holds work.
  virtual void discard() = 0;
};

class Context {
 public:
  virtual ~Context() = default;

  virtual const Clock& clock() const = 0;
  virtual Talk& talk() = 0;
  // The pack chosen by --platform, ADMCTL_PLATFORM or the default.
  virtual const platform::Pack& pack() = 0;
  virtual const Target& target() = 0;
  // Connected on first use; starts the embedded server and makes its database when needed. From then on the
  // first SIGINT or SIGTERM cancels the running statement, which fails with code::interrupted.
  virtual pg::Session& session() = 0;
  // The embedded cluster, whatever the target is.
  virtual local::Cluster& cluster() = 0;
  // Connects again after the connection was lost; references to the session before are void.
  virtual pg::Session& reconnect() = 0;
  // Waits. Throws code::interrupted when SIGINT or SIGTERM comes meanwhile.
  virtual void pause(Millis duration) = 0;
  // Who asks, with which words: from the global flags --reason, --ticket, --dry-run, --key and the environment.
  // `kind` is the operation's kind in the ledger, e.g. "transition".
  virtual ops::Request request(std::string_view kind) = 0;
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
