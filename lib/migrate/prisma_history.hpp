// The history of Prisma Migrate: table _prisma_migrations in the platform's schema.
#pragma once

#include "lib/migrate/history.hpp"

namespace admctl::migrate {

class PrismaHistory final : public History {
 public:
  explicit PrismaHistory(std::string schema) : History{std::move(schema)} {}

  HistoryFormat format() const override { return HistoryFormat::prisma; }
  std::string_view table() const override { return "_prisma_migrations"; }
  std::int64_t lock_key() const override { return 72707369; }
  Status read(pg::Transaction& tx, std::span<const MigrationFile> files) const override;
  void prepare(pg::Transaction& tx) const override;
  void record(ops::Writer& writer, const MigrationFile& file, const Script& script) const override;
  std::string begin(ops::Writer& writer, const MigrationFile& file) const override;
  std::string resume(pg::Transaction& tx, const MigrationFile& file) const override;
  void fail(ops::Writer& writer, const std::string& id, std::string_view why) const override;
  void finish(ops::Writer& writer, const std::string& id, const MigrationFile& file,
              const Script& script) const override;
  void mark_applied(ops::Writer& writer, const MigrationFile& file, const Script& script) const override;
  void mark_rolled_back(ops::Writer& writer, const Entry& entry) const override;

 private:
  std::string qualified() const;
};

}  // namespace admctl::migrate
