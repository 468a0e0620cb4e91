// The flags that every command takes, before or after its name.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "commands/flag_list.hpp"

namespace admctl::commands {

struct GlobalFlags {
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
  std::optional<std::string> confirm;
  std::optional<std::string> reason;
  std::optional<std::string> ticket;
  std::optional<std::string> key;
};

// Those that make sense everywhere.
void declare_global(Flags& flags, GlobalFlags& into);
// Those that only commands that write care about; the help of the others leaves them out. `own` are the flags
// of the command: with a --key of its own, a file, there is no idempotency key.
void declare_writing(Flags& flags, GlobalFlags& into, const FlagList& own = {});

// The same two as data.
FlagList global_flag_list();
FlagList writing_flag_list(const FlagList& own = {});

}  // namespace admctl::commands
