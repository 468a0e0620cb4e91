// Adding a target to a file and removing one, as a person would with an editor: all else stays as it is
// written, comments and order too.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "lib/targets/catalogue.hpp"

namespace admctl::targets {

struct NewTarget {
  std::string name;
  // Key and text, in the order to be written.
  std::vector<std::pair<std::string, std::string>> settings;
  std::vector<std::string> groups;
};

// `text` with the target at the end of its targets. `path` is what messages call the file.
// Throws code::target_exists; code::target_not_editable when `targets` is not written as an indented block;
// what reading the new text throws (code::bad_targets, code::clear_password).
std::string with_target(const std::string& path, const std::string& text, const NewTarget& target);

// `text` without the target; comments before it stay. Throws code::unknown_target; code::target_not_editable as
// above, or when the file makes it the default.
std::string without_target(const std::string& path, const std::string& text, const std::string& name);

// The text of a file, empty when there is none. Throws code::bad_file.
std::string read_file_text(const std::filesystem::path& path);

// Replaces the file as a whole; makes it, and the folders above it, when missing. A person's own file is
// readable by him alone (0600), a project's keeps its mode. Throws code::bad_file.
void save_file(const std::filesystem::path& path, const std::string& text, bool own);

}  // namespace admctl::targets
