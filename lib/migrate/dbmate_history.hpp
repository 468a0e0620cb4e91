// The history of dbmate: table schema_migrations in the platform's schema, versions alone.
#pragma once

#include "lib/migrate/history.hpp"

namespace admctl::migrate {

class DbmateHistory final : public History {
 public:
  explicit DbmateHistory(std::string schema) : History{std::move(schema)} {}

  HistoryFormat format() const override { return HistoryFormat::dbmate; }
  std::string_view table() const override { return "schema_migrations"; }
  Status read(pg::Transaction& tx, std::span<const MigrationFile> files) const override;
  void prepare(pg::Transaction& tx) const override;
  void record(ops::Writer& writer, const MigrationFile& file, const Script& script) const override;
  void mark_rolled_back(ops::Writer& writer, const Entry& entry) const override;

 private:
  std::string qualified() const;
};

}  // namespace admctl::migrate
