// The server on which the commands of `db` make test databases: that of the target, or of a URL.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "commands/context.hpp"
#include "lib/local/server_connection.hpp"
#include "lib/local/test_databases.hpp"
#include "lib/pg/session.hpp"

namespace admctl::commands {

class TestServer {
 public:
  // Connects; starts the embedded server when it is the target. Throws code::protected_target when the database
  // that the target (or `other`) names is protected, and what opening a session throws.
  explicit TestServer(Context& context, const std::optional<pg::Conninfo>& other = {});

  // Says once on stderr which server is worked on, before anything is made or dropped there.
  void announce();

  // To its maintenance database, opened again when it was given back.
  pg::Session& session();
  // Gives the connection back, for others who wait for one, and because it would be idle.
  void give_back() { session_.reset(); }

  // In full, with the password if one was given.
  pg::Conninfo where(const std::string& database) const;
  // A new session to one of its databases.
  pg::Session open(const std::string& database);

  // Any database of that name. Throws code::no_test_database.
  local::FoundDatabase find(const std::string& name);

  // For waiting up to `limit`.
  local::Patience patience(Millis limit) const;
  // A mark for a database that is made now.
  local::DatabaseMark new_mark() const;

  Context& context() { return context_; }

 private:
  void refuse_protected();

  Context& context_;
  bool other_;  // a URL names it, not the target
  bool embedded_;
  pg::Conninfo given_;
  std::optional<pg::Session> session_;
  pg::Conninfo resolved_;
};

// While it lives, SIGINT and SIGTERM cancel what runs in a session, so that what was begun is taken back.
class Interruptible {
 public:
  Interruptible(Context& context, pg::Session& session) : context_{context} {
    context.hold_signals([&session] { session.cancel(); });
  }
  ~Interruptible() { context_.release_signals(); }
  Interruptible(const Interruptible&) = delete;
  Interruptible& operator=(const Interruptible&) = delete;

 private:
  Context& context_;
};

// "30s", "5m" or "0"; throws code::usage naming `flag`.
Millis parse_wait(const std::string& flag, const std::string& text);

}  // namespace admctl::commands
