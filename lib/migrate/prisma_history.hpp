// The history of Prisma Migrate: table _prisma_migrations in the platform's schema.
#pragma once

#include "lib/migrate/history.hpp"

namespace admctl::migrate {

class PrismaHistory final : public History {
 public:
  explicit PrismaHistory(std::string schema);

  std::string_view table() const override { return "_prisma_migrations"; }
  std::int64_t lock_key() const override { return 72707369; }
  Status read(pg::Transaction& tx, std::span<const MigrationFile> files) const override;
  std::string begin(ops::Writer& writer, const MigrationFile& file) const override;
  void finish(ops::Writer& writer, const std::string& id) const override;
  std::string baseline_hint() const override;
  std::string failed_hint(std::string_view name) const override;

 private:
  std::string qualified() const;
  void make_table(pg::Transaction& tx) const;

  std::string schema_;
};

}  // namespace admctl::migrate
