// What the command files hand to the registry: one function per file.
#pragma once

#include <span>

#include "commands/command.hpp"

namespace admctl::commands {

std::span<const Command> inspect_commands();
std::span<const Command> lifecycle_commands();
std::span<const Command> transition_commands();
std::span<const Command> recover_commands();
std::span<const Command> check_commands();
std::span<const Command> doctor_commands();
std::span<const Command> op_commands();
std::span<const Command> op_undo_commands();
std::span<const Command> op_plan_commands();
std::span<const Command> op_plans_commands();
std::span<const Command> migrate_commands();
std::span<const Command> migrate_up_commands();
std::span<const Command> migrate_verify_commands();
std::span<const Command> migrate_resolve_commands();
std::span<const Command> migrate_down_commands();
std::span<const Command> migrate_backfill_commands();
std::span<const Command> migrate_lint_commands();
std::span<const Command> migrate_plan_commands();
std::span<const Command> migrate_rehearse_commands();
std::span<const Command> audit_commands();
std::span<const Command> audit_disclose_commands();
std::span<const Command> audit_export_commands();
std::span<const Command> audit_archive_commands();
std::span<const Command> audit_key_commands();
std::span<const Command> audit_seal_commands();
std::span<const Command> audit_tail_commands();
std::span<const Command> audit_verify_commands();
std::span<const Command> config_commands();
std::span<const Command> config_set_commands();
std::span<const Command> config_edit_commands();
std::span<const Command> config_diff_commands();
std::span<const Command> config_file_commands();
std::span<const Command> config_version_commands();
std::span<const Command> schema_commands();
std::span<const Command> seed_categories_commands();
std::span<const Command> seed_config_commands();
std::span<const Command> seed_demo_commands();
std::span<const Command> seed_scenario_commands();
std::span<const Command> demo_commands();
std::span<const Command> db_commands();
std::span<const Command> db_create_commands();
std::span<const Command> db_clone_commands();
std::span<const Command> db_list_commands();
std::span<const Command> db_drop_commands();
std::span<const Command> db_gc_commands();
std::span<const Command> db_exec_commands();
std::span<const Command> platform_commands();
std::span<const Command> platform_lint_commands();
std::span<const Command> platform_new_commands();
std::span<const Command> target_commands();
std::span<const Command> target_add_commands();
std::span<const Command> target_test_commands();
std::span<const Command> completion_commands();
std::span<const Command> explain_commands();
std::span<const Command> reference_commands();

}  // namespace admctl::commands
