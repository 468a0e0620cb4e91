#include <array>

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include "lib/audit/audit_source.hpp"
#include "lib/audit/export_part.hpp"
#include "lib/audit/json_scan.hpp"
#include "lib/core/codes/audit.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/sha256.hpp"

namespace admctl::audit {
namespace {

constexpr const char* schema_sql =
    "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = "
    "-8000;"
    "BEGIN;"
    "CREATE TABLE audit (nr INTEGER PRIMARY KEY, time TEXT, source TEXT, actor TEXT, actor_type TEXT, action "
    "TEXT, "
    "resource TEXT, resource_id TEXT, old TEXT, new TEXT, reason TEXT, ticket TEXT, operation TEXT, id TEXT, "
    "row TEXT, raw TEXT NOT NULL)";
constexpr const char* insert_sql =
    "INSERT INTO audit VALUES (NULL, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)";
// Built at the end: sorting once is cheaper than keeping an index in order.
constexpr const char* index_sql =
    "CREATE INDEX audit_time ON audit (time);"
    "CREATE INDEX audit_actor ON audit (actor, time);"
    "CREATE INDEX audit_action ON audit (action, time);"
    "CREATE INDEX audit_resource ON audit (resource, resource_id);"
    "CREATE INDEX audit_operation ON audit (operation) WHERE operation IS NOT NULL;"
    "COMMIT";
constexpr std::array<std::string_view, common_count + 1> members{
    "time", "source", "actor",  "actorType", "action",    "resource", "resourceId",
    "old",  "new",    "reason", "ticket",    "operation", "id",       "row"};

class SqlitePart final : public ExportPart {
 public:
  SqlitePart(const std::filesystem::path& path, Existing existing)
      : file_{path, existing, code::export_failed} {
    if (file_.partial().empty()) {
      throw Error{code::export_failed,
                  fmt::format("{} is no regular file: SQLite cannot write to it", path.string())};
    }
    sqlite3* raw = nullptr;
    const int opened = sqlite3_open_v2(file_.partial().c_str(), &raw, SQLITE_OPEN_READWRITE, nullptr);
    database_.reset(raw);
    if (opened != SQLITE_OK) fail();
    run(schema_sql);
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(raw, insert_sql, -1, &statement, nullptr) != SQLITE_OK) fail();
    insert_.reset(statement);
  }

  void write(const RecordBatch& batch, std::size_t from, std::size_t to) override {
    for (auto i = from; i < to; ++i) {
      const auto begin = batch.begin_of(i);
      insert(std::string_view{batch.bytes}.substr(begin, batch.marks[i].end - begin - 1));
    }
  }
  std::uint64_t bytes() const override { return bytes_; }

  std::string finish() override {
    insert_.reset();
    run(index_sql);
    if (sqlite3_close(database_.release()) != SQLITE_OK) fail();
    auto hash = hash_file();
    file_.finish();
    return hash;
  }
  void commit() override { file_.commit(); }

 private:
  struct Close {
    void operator()(sqlite3* database) const { sqlite3_close(database); }
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };

  void insert(std::string_view line) {
    std::array<std::string_view, members.size()> values;
    find_members(line, members, values);
    for (std::size_t i = 0; i < values.size(); ++i) bind(static_cast<int>(i + 1), values[i]);
    sqlite3_bind_text(insert_.get(), static_cast<int>(members.size() + 1), line.data(),
                      static_cast<int>(line.size()), SQLITE_STATIC);
    if (sqlite3_step(insert_.get()) != SQLITE_DONE) fail();
    sqlite3_reset(insert_.get());
    bytes_ += line.size();
  }

  // Strings without their quotes, documents as JSON.
  void bind(int place, std::string_view json) {
    if (json.empty() || json == "null") {
      sqlite3_bind_null(insert_.get(), place);
      return;
    }
    std::string decoded;
    if (json.front() == '"') {
      if (json.find('\\') == std::string_view::npos)
        json = json.substr(1, json.size() - 2);
      else
        json = decoded = parse_json(json).string_or("");
    }
    sqlite3_bind_text(insert_.get(), place, json.data(), static_cast<int>(json.size()),
                      decoded.empty() ? SQLITE_STATIC : SQLITE_TRANSIENT);
  }

  void run(const char* sql) {
    if (sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) fail();
  }

  std::string hash_file() {
    Sha256 hash;
    std::string buffer(128 * 1024, '\0');
    const int file = ::open(file_.partial().c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) fail();
    bytes_ = 0;
    for (;;) {
      const auto got = ::read(file, buffer.data(), buffer.size());
      if (got <= 0) {
        ::close(file);
        if (got < 0) fail();
        return hash.finish();
      }
      hash.update({buffer.data(), static_cast<std::size_t>(got)});
      bytes_ += static_cast<std::uint64_t>(got);
    }
  }

  [[noreturn]] void fail() const {
    throw Error{code::export_failed,
                fmt::format("cannot write the SQLite file: {}",
                            database_ ? sqlite3_errmsg(database_.get()) : "it could not be read back"),
                {},
                "free some space, or write to another disk"};
  }

  OutputFile file_;
  std::unique_ptr<sqlite3, Close> database_;
  std::unique_ptr<sqlite3_stmt, Close> insert_;
  std::uint64_t bytes_ = 0;
};

}  // namespace

std::unique_ptr<ExportPart> make_sqlite_part(const std::filesystem::path& path, Existing existing) {
  return std::make_unique<SqlitePart>(path, existing);
}

}  // namespace admctl::audit
