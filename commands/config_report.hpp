// How the configuration looks in reports.
#pragma once

#include <vector>

#include "lib/config/history.hpp"
#include "lib/config/listing.hpp"
#include "lib/config/set.hpp"
#include "lib/core/report.hpp"

namespace admctl::commands {

Report config_list(const std::vector<config::Listed>& settings);
Report config_page(const config::Listed& listed);
// The value alone. Throws code::config_secret, and code::config_unknown_key when there is none.
Report config_raw_value(const config::Listed& listed);
Report config_changed(const config::Setting& setting, const config::SetResult& result);
Report config_edits(const std::vector<config::Edit>& edits);

}  // namespace admctl::commands
