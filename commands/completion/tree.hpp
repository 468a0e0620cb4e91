// What there is to complete, as data: one node per group and command. Private to commands/completion.
#pragma once

#include <string>
#include <vector>

#include "commands/flag_list.hpp"

namespace admctl::commands {

struct CompletionWord {
  std::string word;
  std::string summary;
};

struct CompletionNode {
  std::string path;                   // "" for admctl itself, "migrate", "migrate up"
  std::vector<CompletionWord> words;  // that may follow
  std::vector<FlagInfo> flags;        // its own
};

// The root first, every group before its commands; hidden commands are left out.
std::vector<CompletionNode> completion_tree();
// The global flags, those of commands that write included.
std::vector<FlagInfo> completion_globals();
// What completion does with a flag's value.
enum class Values { none, choices, files, folders, anything };
Values values_of(const FlagInfo& flag);

// Every path but the root's, in single quotes.
std::vector<std::string> quoted_paths(const std::vector<CompletionNode>& nodes);
// All spellings of the flags, or of those with a value.
std::vector<std::string> spellings(const std::vector<FlagInfo>& flags, bool only_with_value = false);
// The pattern of a `case` over "path:flag" in bash and zsh; a global flag is the same everywhere.
std::string case_pattern(const std::string& path, const FlagInfo& flag, bool global);

std::string bash_script();
std::string zsh_script();
std::string fish_script();

}  // namespace admctl::commands
