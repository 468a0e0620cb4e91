#include "lib/migrate/rehearse.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <set>

#include <fmt/format.h>

#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/migrate/failure.hpp"
#include "lib/pg/error_translation.hpp"
#include "lib/pg/search_path.hpp"

namespace admctl::migrate {
namespace {

using Steady = std::chrono::steady_clock;
using Locks = std::set<std::pair<std::string, std::string>>;  // table, mode
using Files = std::map<std::string, std::string>;             // oid: relfilenode

// What there is before a statement, and after it.
struct Sight {
  Locks locks;
  Files files;                               // of tables, by their oid
  std::map<std::string, std::string> names;  // of the same
  std::set<std::string> invalid;
};

constexpr std::string_view own_schema =
    "n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'admctl')";

// "AccessExclusiveLock" as people write it.
std::string mode_name(std::string_view mode) {
  std::string out;
  mode = mode.substr(0, mode.rfind("Lock"));
  for (const char c : mode) {
    if (c >= 'A' && c <= 'Z' && !out.empty()) out += ' ';
    out += static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  }
  return out;
}

Sight look(pg::Transaction& tx) {
  Sight sight;
  const auto tables = tx.query(fmt::format(
      "SELECT c.oid, CASE WHEN n.nspname = ANY (current_schemas(false)) THEN c.relname::text ELSE n.nspname "
      "|| '.' || c.relname END, pg_relation_filenode(c.oid), coalesce((SELECT string_agg(l.mode, ',') FROM "
      "pg_locks AS l WHERE l.relation = c.oid AND l.pid = pg_backend_pid() AND l.granted), '') FROM pg_class "
      "AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'm') AND {}",
      own_schema));
  for (const auto row : tables) {
    const std::string oid{row.text(0)};
    sight.names[oid] = row.text(1);
    sight.files[oid] = row.text(2);
    for (const auto& mode : split(row.text(3), ',')) sight.locks.insert({oid, mode_name(mode)});
  }
  const auto invalid = tx.query(fmt::format(
      "SELECT 'index ' || c.relname FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid "
      "JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE NOT i.indisvalid AND c.relkind = 'i' AND {0} "
      "UNION ALL SELECT 'constraint ' || k.conname || ' of ' || c.relname FROM pg_constraint AS k "
      "JOIN pg_class AS c ON c.oid = k.conrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace "
      "WHERE NOT k.convalidated AND {0}",
      own_schema));
  for (const auto row : invalid) sight.invalid.insert(std::string{row.text(0)});
  return sight;
}

// Of the locks on one table only the strongest is of interest.
std::size_t strength(std::string_view mode) {
  for (auto each = LockMode::access_share; each <= LockMode::access_exclusive;
       each = static_cast<LockMode>(static_cast<int>(each) + 1)) {
    if (lock_name(each) == mode) return static_cast<std::size_t>(each) + 1;
  }
  return 0;
}

void compare(const Sight& begin, const Sight& before, const Sight& after, RehearsedStatement& statement) {
  std::map<std::string, std::string> strongest;
  for (const auto& lock : after.locks) {
    if (!begin.names.count(lock.first) || before.locks.count(lock)) continue;
    auto& mode = strongest[lock.first];
    if (strength(lock.second) > strength(mode)) mode = lock.second;
  }
  for (const auto& lock : strongest) statement.locks.push_back({begin.names.at(lock.first), lock.second});
  for (const auto& file : after.files) {
    const auto it = before.files.find(file.first);
    if (it != before.files.end() && it->second != file.second && begin.names.count(file.first)) {
      statement.rewritten.push_back(begin.names.at(file.first));
    }
  }
  std::ranges::set_difference(after.invalid, before.invalid, std::back_inserter(statement.invalid));
}

pg::Transaction::Options options_for(std::string_view schema) {
  pg::Transaction::Options options;
  options.timeouts.statement = Millis{0};
  options.timeouts.idle = Millis{0};
  options.formats = pg::Formats::of_session;
  options.schema = std::string{schema};
  return options;
}

class Rehearsing {
 public:
  Rehearsing(pg::Session& clone, std::string_view schema) : clone_{clone}, schema_{schema} {}

  // False when a statement failed.
  bool run(pg::Transaction& tx, const MigrationFile& file, const Script& script, const Sight& begin) {
    auto before = look(tx);
    for (const auto& statement : script.statements) {
      auto seen = describe(file, script, statement);
      const auto start = Steady::now();
      try {
        tx.script(script.text(statement));
      } catch (const pg::SqlError& error) {
        return fail(file, script, statement, error);
      }
      seen.took = std::chrono::duration_cast<std::chrono::microseconds>(Steady::now() - start);
      auto after = look(tx);
      compare(begin, before, after, seen);
      before = std::move(after);
      result.statements.push_back(std::move(seen));
    }
    return true;
  }

  // Every statement by itself.
  bool run_alone(const MigrationFile& file, const Script& script) {
    auto before = look_once();
    const auto begin = before;
    for (const auto& statement : script.statements) {
      auto seen = describe(file, script, statement);
      seen.outside_transaction = true;
      const auto start = Steady::now();
      try {
        clone_.execute_alone(script.text(statement));
      } catch (const pg::SqlError& error) {
        return fail(file, script, statement, error);
      }
      seen.took = std::chrono::duration_cast<std::chrono::microseconds>(Steady::now() - start);
      auto after = look_once();
      compare(begin, before, after, seen);
      before = std::move(after);
      result.statements.push_back(std::move(seen));
    }
    return true;
  }

  void refuse(const MigrationFile& file, const Obstacle& obstacle, const Script& script) {
    const auto at = position_of(script.sql, obstacle.offset);
    result.failed_at = fmt::format("{}:{}:{}", file.name, at.line, at.column);
    result.failure = fmt::format("{} cannot run in a transaction", obstacle.what);
  }

  Rehearsal result;

 private:
  Sight look_once() {
    pg::Transaction tx{clone_, options_for(schema_)};
    auto sight = look(tx);
    sight.locks.clear();
    return sight;
  }

  static RehearsedStatement describe(const MigrationFile& file, const Script& script,
                                     const Statement& statement) {
    RehearsedStatement seen;
    seen.migration = file.name;
    seen.at = position_of(script.sql, statement.offset);
    seen.text = script.text(statement);
    return seen;
  }

  bool fail(const MigrationFile& file, const Script& script, const Statement& statement,
            const pg::SqlError& cause) {
    const auto error = statement_error(file, script, statement, cause);
    const auto at = position_of(script.sql, statement.offset);
    result.failed_at = fmt::format("{}:{}:{}", file.name, at.line, at.column);
    result.failure = error.message() + (error.detail().empty() ? "" : "\n" + error.detail());
    return false;
  }

  pg::Session& clone_;
  std::string schema_;
};

bool runs_alone(const Script& script) {
  return std::ranges::any_of(script.obstacles, [](const Obstacle& obstacle) {
    return obstacle.kind == Obstacle::Kind::outside_transaction;
  });
}

}  // namespace

Rehearsal rehearse_step_by_step(pg::Session& clone, std::string_view schema,
                                std::span<const MigrationFile* const> pending) {
  Rehearsing rehearsing{clone, schema};
  for (const auto* file : pending) {
    const auto script = parse_script(*file);
    if (runs_alone(script)) {
      // Statements of their own find tables by the session's search_path.
      clone.execute_alone("SET search_path = " + pg::search_path_of(schema));
      if (!rehearsing.run_alone(*file, script)) break;
      continue;
    }
    pg::Transaction tx{clone, options_for(schema)};
    if (!rehearsing.run(tx, *file, script, look(tx))) break;
    tx.commit();
  }
  return std::move(rehearsing.result);
}

Rehearsal rehearse_as_batch(pg::Session& clone, std::string_view schema,
                            std::span<const MigrationFile* const> pending) {
  Rehearsing rehearsing{clone, schema};
  pg::Transaction tx{clone, options_for(schema)};
  const auto begin = look(tx);
  for (const auto* file : pending) {
    const auto script = parse_script(*file);
    if (!script.obstacles.empty()) {
      rehearsing.refuse(*file, script.obstacles.front(), script);
      break;
    }
    if (!rehearsing.run(tx, *file, script, begin)) break;
  }
  return std::move(rehearsing.result);
}

}  // namespace admctl::migrate
