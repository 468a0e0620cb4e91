// A command is data plus a function. Help, completion, the man page, the README's reference and tests are
// all made from the table in registry.hpp.
#pragma once

#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "commands/context.hpp"
#include "commands/flags.hpp"
#include "lib/core/report.hpp"

namespace admctl::commands {

enum class Effect {
  reads,   // never writes to the target
  writes,  // may write: the target is named on stderr first
};

struct Example {
  std::string_view line;
  std::string_view what;
};

using Run = std::function<Report(Context&)>;

// A report's exit Exit::differences only takes effect under --exit-code; a command sets it whenever there are
// some.
struct Command {
  std::string_view name;     // words separated by blanks: "migrate up"
  std::string_view summary;  // one line, lower case, no full stop
  std::string_view details;  // paragraphs of the help page, may be empty
  std::vector<Example> examples;
  Effect effect;
  // Binds flags to a new request and returns what runs with it.
  Run (*declare)(Flags& flags);
  bool hidden = false;  // works, but is left out of help, completion and reference
  bool fleet = false;   // can be run on many databases at once, with --targets
};

// Names a group in help: "migrate" -> "apply and check migrations".
struct Group {
  std::string_view name;
  std::string_view summary;
};

}  // namespace admctl::commands
