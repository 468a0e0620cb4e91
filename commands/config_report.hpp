// How the configuration looks in reports.
#pragma once

#include <vector>

#include "commands/context.hpp"
#include "lib/config/comparison.hpp"
#include "lib/config/history.hpp"
#include "lib/config/listing.hpp"
#include "lib/config/set.hpp"
#include "lib/config/validation.hpp"
#include "lib/config/versions.hpp"
#include "lib/core/report.hpp"

namespace admctl::commands {

Report config_list(const std::vector<config::Listed>& settings);
Report config_page(const config::Listed& listed);
// What the schema says about a key, without a database. `store` names where it is kept.
Report config_description(const config::Setting& setting, const config::Schema& schema, std::string_view store);
// The value alone. Throws code::config_secret, and code::config_unknown_key when there is none.
Report config_raw_value(const config::Listed& listed);
// One key that was set, unset or taken back.
Report config_changed(const config::Setting* setting, const config::ChangeResult& result);
// Several keys changed together; `schema` gives the notes.
Report config_changes(const config::Schema& schema, const config::ChangeResult& result);
Report config_edits(const std::vector<config::Edit>& edits);
Report config_differences(const std::vector<config::Difference>& differences, std::string_view left,
                          std::string_view right);
Report config_findings(const std::vector<config::Finding>& findings, std::size_t keys);
Report config_versions(const std::vector<config::Version>& versions);
Report config_version_changed(const config::VersionResult& result, std::string_view key);

// "platform_fee_bps: 500 -> 450", one line per change, for people.
void say_changes(Context& context, const std::vector<config::KeyChange>& changes);

}  // namespace admctl::commands
