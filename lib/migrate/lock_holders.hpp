// Who is in the way of a migration: holders of locks and of old transactions, named for people.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lib/migrate/statement_facts.hpp"
#include "lib/pg/session.hpp"

namespace admctl::migrate {

// SQL: the id of an advisory lock with one key, of pg_locks AS l.
inline constexpr std::string_view key_of_lock = "((l.classid::bigint << 32) + l.objid::bigint)";

// "pid 4711 (Prisma Migrate, application_name prisma, alice on 10.0.0.7), connected for 12s": the holder of a
// session-level advisory lock of this database; nullopt when nobody holds it.
std::optional<std::string> advisory_holder(pg::Session& session, std::int64_t key);

// The tool that takes the advisory lock of that id; empty when it is none that is known.
std::string_view tool_of_lock(std::int64_t key);

// "Sqitch (pid 4711)": another known tool that holds its own lock in this database.
std::optional<std::string> other_tool(pg::Transaction& tx, std::int64_t own_key);

struct OldTransaction {
  ObjectName table;
  std::string who;  // for people: who it is, how old, what it does
};

// The oldest transactions, at most three of a table and none younger than a second, that hold a lock on one of
// the tables. A blocking change queues behind them, and everybody else behind it. The transaction's search_path
// finds the tables.
std::vector<OldTransaction> old_transactions(pg::Transaction& tx, std::span<const ObjectName> tables);

}  // namespace admctl::migrate
