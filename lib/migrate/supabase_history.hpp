// The history of the Supabase CLI: table supabase_migrations.schema_migrations, versions without checksums.
#pragma once

#include "lib/migrate/history.hpp"

namespace admctl::migrate {

class SupabaseHistory final : public History {
 public:
  explicit SupabaseHistory(std::string schema) : History{std::move(schema)} {}

  HistoryFormat format() const override { return HistoryFormat::supabase; }
  std::string_view table() const override { return "supabase_migrations.schema_migrations"; }
  Status read(pg::Transaction& tx, std::span<const MigrationFile> files) const override;
  void prepare(pg::Transaction& tx) const override;
  void record(ops::Writer& writer, const MigrationFile& file, const Script& script) const override;
  void mark_rolled_back(ops::Writer& writer, const Entry& entry) const override;
};

}  // namespace admctl::migrate
