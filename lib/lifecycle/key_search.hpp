// Finding a record by what people have at hand: its label, its key, or the beginning of its key.
#pragma once

#include <string>
#include <string_view>

#include "lib/pg/session.hpp"
#include "lib/platform/pack.hpp"

namespace admctl::lifecycle {

// The primary key of the one record that `given` names: by its label or its key exactly, else as the beginning
// of a key (text and uuid keys). Only index ranges are read, whatever the database's collation.
// Throws code::ambiguous_record with the candidates in its detail, code::no_such_record with near ones in its
// hint.
std::string find_key(pg::Transaction& tx, const platform::Pack& pack, const platform::Kind& kind,
                     std::string_view given);

}  // namespace admctl::lifecycle
