// Connecting to a server rather than to a database of it, also when many do so at once.
#pragma once

#include <chrono>
#include <functional>
#include <string_view>

#include "lib/pg/session.hpp"

namespace admctl::local {

// How long to wait for something that others hold, and how.
struct Patience {
  std::chrono::milliseconds limit{30'000};
  // Waits so long; may throw to give up.
  std::function<void(std::chrono::milliseconds)> pause;
  // Told, once, what is waited for.
  std::function<void(std::string_view)> say;
};

// Pauses that grow from 20 ms to a second, each of a random length, so that many who wait do not come at once.
class Pauses {
 public:
  explicit Pauses(const Patience& patience)
      : patience_{patience}, end_{std::chrono::steady_clock::now() + patience.limit} {}

  // Waits for the next try. False, at once, when the time is over. The first time says `why`.
  bool wait(std::string_view why);

 private:
  const Patience& patience_;
  std::chrono::steady_clock::time_point end_;
  std::chrono::milliseconds longest_{20};
  bool said_ = false;
};

// As Session::open, but comes again while the server has no connection to spare. Throws
// code::too_many_connections when the time is over.
pg::Session open_patiently(const pg::Conninfo& where, std::string_view application, const Patience& patience);

// A session to the database "postgres" of that server, so that the databases which are made, cloned and dropped
// have no connection of ours, and all who lock something lock it in one place. Where that database is missing
// or closed to the role: to the database that `where` names.
pg::Session open_maintenance(const pg::Conninfo& where, std::string_view application, const Patience& patience);

}  // namespace admctl::local
