// The history of admctl's own: table admctl.migration, by the name of the schema.
#pragma once

#include "lib/migrate/history.hpp"

namespace admctl::migrate {

class NativeHistory final : public History {
 public:
  explicit NativeHistory(std::string schema) : History{std::move(schema)} {}

  HistoryFormat format() const override { return HistoryFormat::native; }
  std::string_view table() const override { return "admctl.migration"; }
  Status read(pg::Transaction& tx, std::span<const MigrationFile> files) const override;
  void prepare(pg::Transaction& tx) const override;
  void record(ops::Writer& writer, const MigrationFile& file, const Script& script) const override;
  std::string begin(ops::Writer& writer, const MigrationFile& file) const override;
  std::string resume(pg::Transaction& tx, const MigrationFile& file) const override;
  void finish(ops::Writer& writer, const std::string& id, const MigrationFile& file,
              const Script& script) const override;
  void mark_applied(ops::Writer& writer, const MigrationFile& file, const Script& script) const override;
  void mark_rolled_back(ops::Writer& writer, const Entry& entry) const override;
};

}  // namespace admctl::migrate
