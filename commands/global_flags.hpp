// The flags that every command takes, before or after its name.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "commands/flag_list.hpp"

namespace admctl::commands {

struct GlobalFlags {
  std::optional<std::string> target;
  std::optional<std::string> db;
  std::optional<std::string> platform;
  std::string output = "table";
  std::vector<std::string> fields;
  bool no_headers = false;
  bool csv_safe = false;
  std::string color = "auto";
  bool plain = false;
  bool no_pager = false;
  bool quiet = false;
  bool no_input = false;
  bool exit_code = false;
  bool help = false;
  bool version = false;

  bool dry_run = false;
  bool yes = false;
  bool write = false;
  std::optional<std::string> confirm;
  std::optional<std::string> reason;
  std::optional<std::string> ticket;
  std::optional<std::string> key;

  std::vector<std::string> targets;
  std::int64_t parallel = 4;
  std::optional<std::int64_t> canary;
  bool fail_fast = false;
  std::optional<std::string> resume;
};

// Those that make sense everywhere.
void declare_global(Flags& flags, GlobalFlags& into);
// Those that only commands that write care about; the help of the others leaves them out. `own` are the flags
// of the command: with a --key of its own, a file, there is no idempotency key.
void declare_writing(Flags& flags, GlobalFlags& into, const FlagList& own = {});

// Those of commands that can be run on a fleet.
void declare_fleet(Flags& flags, GlobalFlags& into);

// The same as data.
FlagList global_flag_list();
FlagList writing_flag_list(const FlagList& own = {});
FlagList fleet_flag_list();

}  // namespace admctl::commands
