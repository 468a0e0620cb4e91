// The history of Drizzle: table drizzle.__drizzle_migrations. It knows a migration by the time at which the
// journal says it was made, and its tool silently leaves out whatever is older than the newest row.
#pragma once

#include "lib/migrate/history.hpp"

namespace admctl::migrate {

class DrizzleHistory final : public History {
 public:
  explicit DrizzleHistory(std::string schema) : History{std::move(schema)} {}

  HistoryFormat format() const override { return HistoryFormat::drizzle; }
  std::string_view table() const override { return "drizzle.__drizzle_migrations"; }
  Status read(pg::Transaction& tx, std::span<const MigrationFile> files) const override;
  void prepare(pg::Transaction& tx) const override;
  void record(ops::Writer& writer, const MigrationFile& file, const Script& script) const override;
  void mark_rolled_back(ops::Writer& writer, const Entry& entry) const override;
};

}  // namespace admctl::migrate
