// Which statements cannot run inside the transaction of their migration, told from PostgreSQL's own parse tree.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "lib/core/value.hpp"

namespace admctl::migrate {

struct Obstacle {
  enum class Kind {
    outside_transaction,  // the server refuses it inside a transaction: CREATE INDEX CONCURRENTLY, VACUUM ...
    transaction_control,  // it would end or nest the migration's own transaction: BEGIN, COMMIT ...
    client_data,          // it waits for data from the client: COPY ... FROM STDIN
  };
  Kind kind;
  std::string what;           // "CREATE INDEX CONCURRENTLY"
  std::size_t offset = 0;     // bytes from the beginning of the script
  std::size_t statement = 0;  // which one it is, from 0
};

// `kind` names the node of one statement in the parse tree. Statements that the server refuses only in rare
// circumstances (REINDEX of a partitioned table) are left to the server.
std::optional<Obstacle> find_obstacle(std::string_view kind, const Value& node);

}  // namespace admctl::migrate
