#include "lib/migrate/transaction_rules.hpp"

#include <algorithm>

namespace admctl::migrate {
namespace {

using Found = std::optional<Obstacle>;

Obstacle outside(std::string what) { return {Obstacle::Kind::outside_transaction, std::move(what)}; }

bool is_true(const Value& node, std::string_view member) {
  const auto* value = node.at(member).as_bool();
  return value && *value;
}

bool has_option(const Value& options, std::string_view name) {
  const auto* list = options.as_array();
  return list && std::ranges::any_of(*list, [&](const Value& option) {
           return option.at("DefElem").at("defname").string_or("") == name;
         });
}

Found transaction_control(const Value& node) {
  const auto kind = node.at("kind").string_or("");
  const auto control = [](std::string what) -> Found {
    return Obstacle{Obstacle::Kind::transaction_control, std::move(what)};
  };
  if (kind == "TRANS_STMT_BEGIN") return control("BEGIN");
  if (kind == "TRANS_STMT_START") return control("START TRANSACTION");
  if (kind == "TRANS_STMT_COMMIT") return control("COMMIT");
  if (kind == "TRANS_STMT_ROLLBACK") return control("ROLLBACK");
  if (kind == "TRANS_STMT_PREPARE") return control("PREPARE TRANSACTION");
  if (kind == "TRANS_STMT_COMMIT_PREPARED") return outside("COMMIT PREPARED");
  if (kind == "TRANS_STMT_ROLLBACK_PREPARED") return outside("ROLLBACK PREPARED");
  return std::nullopt;
}

Found alter_table(const Value& node) {
  const auto* commands = node.at("cmds").as_array();
  const bool detaches =
      commands && std::ranges::any_of(*commands, [](const Value& command) {
        return is_true(command.at("AlterTableCmd").at("def").at("PartitionCmd"), "concurrent");
      });
  return detaches ? Found{outside("ALTER TABLE ... DETACH PARTITION ... CONCURRENTLY")} : std::nullopt;
}

Found reindex(const Value& node) {
  const auto kind = node.at("kind").string_or("");
  if (has_option(node.at("params"), "concurrently")) return outside("REINDEX CONCURRENTLY");
  if (kind == "REINDEX_OBJECT_SCHEMA") return outside("REINDEX SCHEMA");
  if (kind == "REINDEX_OBJECT_SYSTEM") return outside("REINDEX SYSTEM");
  if (kind == "REINDEX_OBJECT_DATABASE") return outside("REINDEX DATABASE");
  return std::nullopt;
}

Found copy(const Value& node) {
  if (!node.at("filename").is_null()) return std::nullopt;
  return Obstacle{Obstacle::Kind::client_data,
                  is_true(node, "is_from") ? "COPY ... FROM STDIN" : "COPY ... TO STDOUT"};
}

}  // namespace

Found find_obstacle(std::string_view kind, const Value& node) {
  if (kind == "TransactionStmt") return transaction_control(node);
  if (kind == "AlterTableStmt") return alter_table(node);
  if (kind == "ReindexStmt") return reindex(node);
  if (kind == "CopyStmt") return copy(node);
  const auto outside_if = [](bool condition, std::string what) {
    return condition ? Found{outside(std::move(what))} : std::nullopt;
  };
  if (kind == "IndexStmt") return outside_if(is_true(node, "concurrent"), "CREATE INDEX CONCURRENTLY");
  if (kind == "DropStmt") return outside_if(is_true(node, "concurrent"), "DROP INDEX CONCURRENTLY");
  if (kind == "VacuumStmt") return outside_if(is_true(node, "is_vacuumcmd"), "VACUUM");
  if (kind == "ClusterStmt") return outside_if(node.at("relation").is_null(), "CLUSTER without a table");
  if (kind == "DiscardStmt") {
    return outside_if(node.at("target").string_or("DISCARD_ALL") == "DISCARD_ALL", "DISCARD ALL");
  }
  if (kind == "AlterDatabaseStmt") {
    return outside_if(has_option(node.at("options"), "tablespace"), "ALTER DATABASE ... SET TABLESPACE");
  }
  if (kind == "CreatedbStmt") return outside("CREATE DATABASE");
  if (kind == "DropdbStmt") return outside("DROP DATABASE");
  if (kind == "CreateTableSpaceStmt") return outside("CREATE TABLESPACE");
  if (kind == "DropTableSpaceStmt") return outside("DROP TABLESPACE");
  if (kind == "AlterSystemStmt") return outside("ALTER SYSTEM");
  return std::nullopt;
}

}  // namespace admctl::migrate
