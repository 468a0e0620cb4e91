// A file of settings: a mapping from keys to values, in YAML or JSON.
#pragma once

#include <string>
#include <vector>

#include "lib/config/comparison.hpp"
#include "lib/config/schema.hpp"
#include "lib/config/set.hpp"
#include "lib/config/store.hpp"
#include "lib/core/value.hpp"

namespace admctl::config {

struct FileSetting {
  std::string key;
  Value value;
  int line = 0;  // from 1
};

// Something wrong with one line of a file.
struct LineProblem {
  int line = 0;  // from 1
  std::string what;
};

// "line 3: ..." for each.
std::string list_problems(const std::vector<LineProblem>& problems);

// In the file's order. A text of nothing but comments has no settings. What is wrong with the file is returned
// in `problems`, by the line.
std::vector<FileSetting> parse_settings(const std::string& text, std::vector<LineProblem>& problems);

// The same; every value checked by the schema. `path` is what messages call the file. Throws
// code::bad_settings_file naming each line that is wrong, code::config_invalid never.
std::vector<FileSetting> read_settings(const Schema& schema, const std::string& path, const std::string& text);

// What must change so that the configuration is as the file says: with `prune` keys that the file does not have
// are removed. A secret given as asterisks stays as it is, and so does a versioned document, which a file does
// not change. Every key carries the revision that it has in `entries`.
std::vector<Wanted> wanted_by(const platform::Pack& pack, const std::vector<FileSetting>& settings,
                              const std::vector<Entry>& entries, const Schema& schema, bool prune);

// The live values without versioned documents, as a file that apply takes: secrets as asterisks. `comments`:
// with descriptions, defaults and units.
std::string export_yaml(const Schema& schema, const std::vector<Entry>& entries, bool comments);
std::string export_json(const Schema& schema, const std::vector<Entry>& entries);

// The comment above a key: title and description, default, unit, what is allowed, when it takes effect.
std::string describe_in_comment(const Setting& setting);

}  // namespace admctl::config
