// What a migration's comments tell admctl, for what cannot be inferred from its statements:
//   -- admctl: no-transaction
//   -- admctl: lock_timeout=5s statement_timeout=10m
#pragma once

#include <optional>
#include <string_view>

#include "lib/core/clock.hpp"

namespace admctl::migrate {

struct Directives {
  bool no_transaction = false;  // each statement runs by itself
  std::optional<Millis> lock_timeout;
  std::optional<Millis> statement_timeout;
};

// Reads the comments of `gap`, text between statements, into `directives`. `place` ("path:12") begins the
// message of code::bad_directive, thrown for a word that is not known. Directives of lint (allow ...) are left
// to it.
void read_directives(std::string_view gap, std::string_view path, std::size_t line, Directives& directives);

}  // namespace admctl::migrate
