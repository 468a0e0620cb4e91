// Runs migrations of admarket, or of a folder, against a test database and keeps what was said.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "lib/core/error.hpp"
#include "lib/migrate/baseline.hpp"
#include "lib/migrate/runner.hpp"
#include "lib/migrate/take_back.hpp"
#include "tests/support/database.hpp"
#include "tests/support/temp_folder.hpp"

namespace admctl::migrate {

using Texts = std::vector<std::string>;

constexpr std::size_t all_of_admarket = 14;

constexpr std::string_view ledger_count = "SELECT count(*) FROM admctl.operation WHERE kind = 'migrate.up'";

// Prisma refuses to deploy as long as there is such a row (P3009).
constexpr std::string_view blocking_rows =
    "SELECT count(*) FROM _prisma_migrations WHERE finished_at IS NULL AND rolled_back_at IS NULL";

bool has_table(const test::TestDatabase& database, std::string_view name);

class Bench {
 public:
  explicit Bench(const test::TestDatabase& database);
  Bench(const test::TestDatabase& database, const test::TempFolder& folder,
        HistoryFormat format = HistoryFormat::prisma);

  UpResult up();
  // The error's code, message and detail as text; "done" when there is none.
  std::string failure();
  // The same of anything else.
  std::string failure_of(const std::function<void()>& what);
  std::vector<AppliedMigration> down(const DownOptions& which = {});
  void resolve_applied(std::string_view name);
  void resolve_rolled_back(std::string_view name);
  Texts baseline(bool more = false);
  Status status();
  // "NAME state" of each migration.
  Texts states();

  const std::vector<MigrationFile>& files() const { return files_; }
  // Everything said, one line each.
  std::string said() const;

  ops::Request request;
  UpOptions options;
  // Called with what is said, after it was kept.
  std::function<void(std::string_view)> listener;
  std::string last_hint;
  Exit last_exit = Exit::ok;

 private:
  Bench(const test::TestDatabase& database, std::vector<MigrationFile> files, std::unique_ptr<History> history);

  pg::Session session_;
  std::unique_ptr<History> history_;
  std::vector<MigrationFile> files_;
  Texts said_;
};

}  // namespace admctl::migrate
