// What admctl writes into the comment of a database that it made. Nothing else proves that it may drop one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "lib/core/clock.hpp"

namespace admctl::local {

struct DatabaseMark {
  bool is_template = false;
  std::string platform;  // empty: none
  std::string seed;      // what was asked of the generator; empty: nothing
  std::string key;       // of the template that it is, or was cloned from; empty: neither
  std::string owner;     // who made it: "alice@build-7"
  std::string process;   // process_identity.hpp: whose end is the end of the database; empty: nobody's
  Time created{};
  std::optional<Time> used;          // a template: when it was last cloned, to the hour
  std::optional<std::int64_t> size;  // a template: bytes
};

// One line of JSON.
std::string to_text(const DatabaseMark& mark);
// nullopt when the comment is not ours.
std::optional<DatabaseMark> parse_mark(std::string_view comment);

}  // namespace admctl::local
