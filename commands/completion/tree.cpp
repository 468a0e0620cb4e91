#include "commands/completion/tree.hpp"

#include "commands/global_flags.hpp"
#include "commands/registry.hpp"
#include "lib/core/text.hpp"

namespace admctl::commands {
namespace {

void collect(const std::string& path, std::vector<CompletionNode>& nodes) {
  CompletionNode node{.path = path, .words = {}, .flags = {}};
  const auto words = words_after(path, Which::shown);
  for (const auto& word : words) {
    const auto name = path.empty() ? word : path + ' ' + word;
    node.words.push_back({word, std::string{summary_of(name)}});
  }
  if (path.empty()) node.words.push_back({"help", "the help of a command"});
  if (const auto* command = find_command(path)) {
    node.flags = flags_of(*command).flags();
    const auto fleet = fleet_flag_list();
    if (command->fleet) node.flags.insert(node.flags.end(), fleet.flags().begin(), fleet.flags().end());
  }
  nodes.push_back(std::move(node));
  for (const auto& word : words) collect(path.empty() ? word : path + ' ' + word, nodes);
}

}  // namespace

std::vector<CompletionNode> completion_tree() {
  std::vector<CompletionNode> nodes;
  collect("", nodes);
  return nodes;
}

std::vector<FlagInfo> completion_globals() {
  auto flags = global_flag_list().flags();
  const auto writing = writing_flag_list();
  flags.insert(flags.end(), writing.flags().begin(), writing.flags().end());
  return flags;
}

Values values_of(const FlagInfo& flag) {
  if (!flag.takes_value()) return Values::none;
  if (!flag.choices.empty()) return Values::choices;
  if (flag.metavar == "FILE") return Values::files;
  return flag.metavar == "DIR" ? Values::folders : Values::anything;
}

std::vector<std::string> quoted_paths(const std::vector<CompletionNode>& nodes) {
  std::vector<std::string> paths;
  for (const auto& node : nodes) {
    if (!node.path.empty()) paths.push_back('\'' + node.path + '\'');
  }
  return paths;
}

std::vector<std::string> spellings(const std::vector<FlagInfo>& flags, bool only_with_value) {
  std::vector<std::string> names;
  for (const auto& flag : flags) {
    if (!only_with_value || flag.takes_value()) names.insert(names.end(), flag.names.begin(), flag.names.end());
  }
  return names;
}

std::string case_pattern(const std::string& path, const FlagInfo& flag, bool global) {
  std::vector<std::string> alternatives;
  for (const auto& name : flag.names) {
    alternatives.push_back(global ? "*:" + name : '\'' + path + ':' + name + '\'');
  }
  return join(alternatives, "|");
}

}  // namespace admctl::commands
