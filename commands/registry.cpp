#include "commands/registry.hpp"

#include <algorithm>

#include "commands/groups.hpp"

namespace admctl::commands {
namespace {

std::vector<Command> collect() {
  std::vector<Command> all;
  const auto add = [&](std::span<const Command> commands) {
    all.insert(all.end(), commands.begin(), commands.end());
  };
  add(migrate_commands());
  add(migrate_up_commands());
  add(migrate_verify_commands());
  add(migrate_resolve_commands());
  add(migrate_down_commands());
  add(migrate_plan_commands());
  add(migrate_rehearse_commands());
  add(migrate_lint_commands());
  add(migrate_backfill_commands());
  add(schema_commands());
  add(seed_categories_commands());
  add(seed_config_commands());
  add(seed_demo_commands());
  add(seed_scenario_commands());
  add(inspect_commands());
  add(lifecycle_commands());
  add(transition_commands());
  add(recover_commands());
  add(check_commands());
  add(doctor_commands());
  add(audit_commands());
  add(audit_tail_commands());
  add(audit_export_commands());
  add(audit_disclose_commands());
  add(audit_seal_commands());
  add(audit_verify_commands());
  add(audit_archive_commands());
  add(audit_key_commands());
  add(config_commands());
  add(config_set_commands());
  add(config_edit_commands());
  add(config_diff_commands());
  add(config_file_commands());
  add(config_version_commands());
  add(op_commands());
  add(op_plans_commands());
  add(op_plan_commands());
  add(op_undo_commands());
  add(db_commands());
  add(db_create_commands());
  add(db_exec_commands());
  add(db_clone_commands());
  add(db_list_commands());
  add(db_drop_commands());
  add(db_gc_commands());
  add(demo_commands());
  add(platform_commands());
  add(platform_lint_commands());
  add(platform_new_commands());
  add(target_commands());
  add(target_add_commands());
  add(target_test_commands());
  add(completion_commands());
  add(explain_commands());
  add(reference_commands());
  return all;
}

constexpr Group groups[] = {
    {"migrate", "apply and check migrations"},
    {"schema", "what the database consists of, and how that differs from what it should be"},
    {"seed", "categories, configuration, demo data and rehearsed incidents"},
    {"audit", "the audit log: look at it, export it, prove it"},
    {"config", "the platform's settings: values, changes, history"},
    {"op", "the ledger: what was done, by whom, and taking it back"},
    {"db", "test databases, and the embedded PostgreSQL"},
    {"platform", "the platform packs that admctl knows"},
    {"target", "databases by name, and the one that commands work on"},
    {"completion", "scripts that complete command lines in a shell"},
    {"reference", "documentation made from the table of commands"},
};

}  // namespace

std::span<const Command> all_commands() {
  static const std::vector<Command> commands = collect();
  return commands;
}

std::span<const Group> all_groups() { return groups; }

const Command* find_command(std::string_view name) {
  const auto commands = all_commands();
  const auto it = std::ranges::find(commands, name, &Command::name);
  return it == commands.end() ? nullptr : &*it;
}

std::vector<std::string> words_after(std::string_view prefix, Which which) {
  std::vector<std::string> words;
  const auto start = prefix.empty() ? std::string{} : std::string{prefix} + ' ';
  for (const auto& command : all_commands()) {
    if (!command.name.starts_with(start) || (command.hidden && which == Which::shown)) continue;
    const auto rest = command.name.substr(start.size());
    std::string word{rest.substr(0, rest.find(' '))};
    if (std::ranges::find(words, word) == words.end()) words.push_back(std::move(word));
  }
  return words;
}

std::string_view summary_of(std::string_view name) {
  const auto* group = std::ranges::find(groups, name, &Group::name);
  if (group != std::end(groups)) return group->summary;
  const auto* command = find_command(name);
  return command ? command->summary : std::string_view{};
}

}  // namespace admctl::commands
