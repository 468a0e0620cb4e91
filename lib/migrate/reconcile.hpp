// What the rows of a history and the files on disk say together, whatever the format.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "lib/migrate/history.hpp"

namespace admctl::migrate {

// One row of a history.
struct Record {
  std::string key;            // what files are found by: MigrationFile::key()
  std::string name;           // for people, when there is no file; empty: the key
  std::string checksum = {};  // empty: the format keeps none
  std::optional<Time> started_at = {};
  std::optional<Time> finished_at = {};
  std::string logs = {};
  bool unfinished = false;
  bool rolled_back = false;
};

// One entry for every file and for every key of a record, in the order in which migrations are applied; entries
// without a file at the place of their key. A key may have several records, in order of time: attempts that
// failed and were marked as rolled back, then one that counts. `in_order` compares keys.
std::vector<Entry> reconcile(std::span<const Record> records, std::span<const MigrationFile> files,
                             const std::function<bool(std::string_view, std::string_view)>& in_order);

// As texts.
bool by_text(std::string_view a, std::string_view b);
// As numbers of any length, without leading zeros.
bool by_number(std::string_view a, std::string_view b);

}  // namespace admctl::migrate
