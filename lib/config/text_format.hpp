// The formats of JSON Schema that a setting's text may have.
#pragma once

#include <string_view>

namespace admctl::config {

// Whether `text` has the format: date, date-time, time, email, hostname, ipv4, uri, uuid. A format that is none
// of these is not checked, as JSON Schema has it.
bool has_format(std::string_view text, std::string_view format);

}  // namespace admctl::config
