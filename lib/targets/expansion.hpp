// ${VARIABLES} in the settings of a target.
#pragma once

#include <string>

#include "lib/pg/conninfo.hpp"
#include "lib/targets/catalogue.hpp"

namespace admctl::targets {

// The text with its variables replaced; "$${" stands for "${". Throws code::bad_targets at the setting's place
// when a variable is not set, or a "${" has no end.
std::string expanded(const Setting& setting, const Variables& variables);

// A connection string. Variables stand for values as they are: a password in one needs no percent-encoding. Of
// a text that begins with a variable, that holds the beginning of the URL.
// Throws as expanded(), and code::bad_targets when it is no connection string.
pg::Conninfo expanded_url(const Setting& setting, const Variables& variables);

// Refuses what is wrong whatever the variables hold: code::bad_targets; code::clear_password when a password
// does not come from a variable.
void check_url(const Setting& setting);

}  // namespace admctl::targets
