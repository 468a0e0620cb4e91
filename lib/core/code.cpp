#include "lib/core/code.hpp"

#include <array>

#include <fmt/format.h>

#include "lib/core/codes/audit.hpp"
#include "lib/core/codes/config.hpp"
#include "lib/core/codes/database.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/codes/local.hpp"
#include "lib/core/codes/migration.hpp"
#include "lib/core/codes/record.hpp"

namespace admctl {
namespace {

constexpr std::array codes{
    code::usage,
    code::missing_flag,
    code::declined,
    code::unknown_platform,
    code::bad_pack,
    code::bad_file,
    code::output_failed,
    code::unknown_kind,
    code::no_such_record,
    code::unknown_state,
    code::record_moved,
    code::image_moved,
    code::move_refused,
    code::guard_refused,
    code::reason_needed,
    code::not_undoable,
    code::no_such_operation,
    code::ledger_broken,
    code::not_empty,
    code::key_reused,
    code::shared_row,
    code::input_missing,
    code::input_unknown,
    code::invariant_broken,
    code::too_many,
    code::approval_needed,
    code::approval_refused,
    code::plan_moved,
    code::input_invalid,
    code::bad_protection,
    code::no_categories,
    code::no_generator,
    code::unknown_invariant,
    code::ambiguous_record,
    code::watch_timeout,
    code::secret_column,
    code::no_such_party,
    code::bad_cursor,
    code::graphviz_missing,
    code::drawing_failed,
    code::recipe_does_not_apply,
    code::recipe_input_missing,
    code::recipe_input_refused,
    code::recipe_without_effect,
    code::unknown_recipe,
    code::migration_failed,
    code::migration_edited,
    code::migration_blocked,
    code::migration_missing,
    code::migration_unparsed,
    code::migration_locked,
    code::migration_not_baselined,
    code::schema_missing,
    code::migration_not_transactional,
    code::history_foreign,
    code::history_ambiguous,
    code::migration_changed_midway,
    code::migration_unproven,
    code::index_invalid,
    code::migration_partial,
    code::no_such_migration,
    code::resolve_refused,
    code::no_down_script,
    code::bad_directive,
    code::lease_lost,
    code::schema_not_copied,
    code::bad_catalog_file,
    code::bad_backfill,
    code::unknown_backfill,
    code::backfill_without_index,
    code::backfill_moved,
    code::backfill_cancelled,
    code::backfill_failed,
    code::cannot_connect,
    code::cannot_authenticate,
    code::no_privilege,
    code::no_such_database,
    code::sql_failed,
    code::lock_timeout,
    code::statement_timeout,
    code::serialization,
    code::connection_lost,
    code::outcome_unknown,
    code::constraint_violated,
    code::bad_url,
    code::config_unknown_key,
    code::config_invalid,
    code::config_moved,
    code::no_config,
    code::config_secret,
    code::config_rule_broken,
    code::config_secret_in_arguments,
    code::editor_failed,
    code::edit_given_up,
    code::no_such_revision,
    code::secret_not_kept,
    code::config_versioned,
    code::config_not_versioned,
    code::no_such_version,
    code::version_exists,
    code::version_active,
    code::bad_settings_file,
    code::no_such_place,
    code::export_failed,
    code::no_server_binaries,
    code::server_start_failed,
    code::server_stop_failed,
    code::demo_failed,
    code::interrupted,
    code::bug,
};

}  // namespace

std::span<const Code> all_codes() { return codes; }

std::string code_name(const Code& code) { return fmt::format("ADM-{:04}", code.number); }

}  // namespace admctl
