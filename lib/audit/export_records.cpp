#include "lib/audit/export_records.hpp"

#include <algorithm>

#include <sqlite3.h>

#include "lib/core/codes/audit.hpp"
#include "lib/core/error.hpp"

namespace admctl::audit {
namespace {

constexpr std::size_t longest_record = 256U << 20U;

[[noreturn]] void refuse(std::string why) { throw Error{code::export_unreadable, std::move(why)}; }

// Keeps what of a record came with earlier portions.
class Pending {
 public:
  std::string_view with(std::string_view rest) {
    if (kept_.empty()) return rest;
    keep(rest);
    return kept_;
  }
  void keep(std::string_view bytes) {
    if (kept_.size() + bytes.size() > longest_record) refuse("a record is longer than 256 MiB");
    kept_ += bytes;
  }
  void clear() { kept_.clear(); }
  bool empty() const { return kept_.empty(); }

 private:
  std::string kept_;
};

class LineSplitter final : public RecordSplitter {
 public:
  void write(std::string_view bytes, const TakeBytes& take) override {
    for (;;) {
      const auto end = bytes.find('\n');
      if (end == std::string_view::npos) break;
      take(pending_.with(bytes.substr(0, end)));
      pending_.clear();
      bytes.remove_prefix(end + 1);
    }
    pending_.keep(bytes);
  }
  void finish() override {
    if (!pending_.empty()) refuse("its last line is cut off");
  }

 private:
  Pending pending_;
};

class CsvSplitter final : public RecordSplitter {
 public:
  void write(std::string_view bytes, const TakeBytes& take) override {
    std::size_t begin = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      if (bytes[i] == '"') quoted_ = !quoted_;
      const bool ends = bytes[i] == '\n' && !quoted_ && before_ == '\r';
      before_ = bytes[i];
      if (!ends) continue;
      auto record = pending_.with(bytes.substr(begin, i + 1 - begin));
      record.remove_suffix(2);
      if (header_) take(record);
      header_ = true;
      pending_.clear();
      begin = i + 1;
    }
    pending_.keep(bytes.substr(begin));
  }
  void finish() override {
    if (!pending_.empty()) refuse("its last record is cut off");
  }

 private:
  Pending pending_;
  bool quoted_ = false;
  bool header_ = false;
  char before_ = '\0';
};

[[noreturn]] void refuse_sqlite(sqlite3* database) {
  refuse(std::string{"it cannot be read as an SQLite database: "} + sqlite3_errmsg(database));
}

}  // namespace

std::unique_ptr<RecordSplitter> make_splitter(std::string_view format) {
  if (format == "csv") return std::make_unique<CsvSplitter>();
  return std::make_unique<LineSplitter>();
}

void read_sqlite_records(const std::filesystem::path& file, const TakeBytes& take) {
  sqlite3* opened = nullptr;
  const int result = sqlite3_open_v2(file.c_str(), &opened, SQLITE_OPEN_READONLY, nullptr);
  const std::unique_ptr<sqlite3, decltype(&sqlite3_close)> database{opened, &sqlite3_close};
  if (result != SQLITE_OK) refuse_sqlite(opened);
  sqlite3_db_config(opened, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_stmt* prepared = nullptr;
  if (sqlite3_prepare_v2(opened, "SELECT raw FROM audit ORDER BY rowid", -1, &prepared, nullptr) != SQLITE_OK)
    refuse_sqlite(opened);
  const std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)> statement{prepared, &sqlite3_finalize};
  for (;;) {
    const int step = sqlite3_step(prepared);
    if (step == SQLITE_DONE) return;
    if (step != SQLITE_ROW) refuse_sqlite(opened);
    const auto* text = static_cast<const char*>(sqlite3_column_blob(prepared, 0));
    take({text ? text : "", static_cast<std::size_t>(sqlite3_column_bytes(prepared, 0))});
  }
}

}  // namespace admctl::audit
