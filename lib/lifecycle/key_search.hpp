// Finding a record by what people have at hand: its label, its key, another unique column that the pack names
// under `find`, or the beginning of its key.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lib/pg/session.hpp"
#include "lib/platform/pack.hpp"

namespace admctl::lifecycle {

// The primary keys of the records that the words name exactly, by the first of label, key and `find` columns
// that fits; nullopt where there is none. One query for each column, and two for the table's shape.
std::vector<std::optional<std::string>> exact_keys(pg::Transaction& tx, const platform::Pack& pack,
                                                   const platform::Kind& kind,
                                                   std::span<const std::string> given);

// The primary key of the record that `given` names exactly. Throws code::no_such_record.
std::string resolve_key(pg::Transaction& tx, const platform::Pack& pack, const platform::Kind& kind,
                        std::string_view given);

// The primary key of the one record that `given` names: exactly, as resolve_key() does, else as the beginning
// of a key (text and uuid keys). Only index ranges are read, whatever the database's collation. Throws
// code::ambiguous_record with the candidates in its detail, code::no_such_record with near ones in its hint.
std::string find_key(pg::Transaction& tx, const platform::Pack& pack, const platform::Kind& kind,
                     std::string_view given);

}  // namespace admctl::lifecycle
