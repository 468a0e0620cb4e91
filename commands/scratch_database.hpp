// A database of the embedded server for as long as a command needs one.
#pragma once

#include <string>
#include <string_view>

#include "commands/context.hpp"
#include "lib/pg/session.hpp"

namespace admctl::commands {

// Empty when made, with the target's settings of formats (DateStyle, IntervalStyle, TimeZone); dropped at the
// end of scope, with its connections. Starts the embedded server when needed. Not the target: what happens here
// touches nothing that anybody else uses.
class ScratchDatabase {
 public:
  // `purpose` becomes part of its name: "admctl_scratch_<purpose>_<id>".
  ScratchDatabase(Context& context, std::string_view purpose);
  ~ScratchDatabase();
  ScratchDatabase(const ScratchDatabase&) = delete;
  ScratchDatabase& operator=(const ScratchDatabase&) = delete;

  const pg::Conninfo& conninfo() const { return conninfo_; }
  pg::Session open() const { return pg::Session::open(conninfo_, "admctl scratch"); }

 private:
  pg::Session server_;
  std::string name_;
  pg::Conninfo conninfo_;
};

}  // namespace admctl::commands
