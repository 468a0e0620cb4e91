// The two directions in one file of dbmate: "-- migrate:up" and "-- migrate:down".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "lib/core/error.hpp"

namespace admctl::migrate {

struct DbmateSections {
  std::string up;                       // the file up to the second marker
  std::optional<std::string> down;      // the file with all before that marker blanked; absent when it is empty
  bool up_without_transaction = false;  // transaction:false
  bool down_without_transaction = false;
};

bool has_dbmate_sections(std::string_view text);

// Throws `wrong`, naming `path`, when there is no "-- migrate:up", or one of the markers comes twice or has an
// option that dbmate does not know.
DbmateSections read_dbmate_sections(std::string text, std::string_view path, const Code& wrong);

}  // namespace admctl::migrate
