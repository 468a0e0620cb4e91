#include "lib/audit/ledger_source.hpp"

#include "lib/ops/ledger_schema.hpp"

namespace admctl::audit {
namespace {

// The subject "deal/1042" is the record 1042 of kind deal.
constexpr std::string_view subject_kind = "nullif(split_part(a.summary ->> 'subject', '/', 1), '')";
constexpr std::string_view subject_key =
    "nullif(substr(a.summary ->> 'subject', length(split_part(a.summary ->> 'subject', '/', 1)) + 2), '')";

constexpr std::string_view changes =
    "coalesce((SELECT jsonb_agg(jsonb_build_object('table', c.table_name, 'key', c.key, 'before', c.before, "
    "'after', c.after, 'trail', c.trail) ORDER BY c.seq) FROM admctl.change AS c WHERE c.operation = a.id), "
    "'[]')";

class LedgerSource {
 public:
  Source make() {
    add("seq", ColumnType::number);
    add("id", ColumnType::text, {Common::id, Common::operation});
    add("kind", ColumnType::text, {Common::action});
    add("command", ColumnType::text);
    add("actor", ColumnType::text, {Common::actor});
    for (const auto* name : {"db_role", "os_user", "host"}) add(name, ColumnType::text);
    add("reason", ColumnType::text, {Common::reason});
    add("ticket", ColumnType::text, {Common::ticket});
    add("idempotency_key", ColumnType::text);
    add("forced", ColumnType::boolean);
    add("undoes", ColumnType::text);
    add("summary", ColumnType::json);
    add("started_at", ColumnType::timestamp);
    add("finished_at", ColumnType::timestamp, {Common::time});
    add("prev_hash", ColumnType::text);
    add("hash", ColumnType::text);
    add("changes", ColumnType::json);
    source_.columns.back().sql = changes;
    source_.columns.back().holds_values = true;
    compute("source", "'ledger'::text", Common::source);
    compute("resource", subject_kind, Common::resource);
    compute("resource_id", subject_key, Common::resource_id);
    source_.filter = {.time = "a.finished_at",
                      .actor = {"a.actor"},
                      .action = "a.kind",
                      .resource = std::string{subject_kind},
                      .resource_id = std::string{subject_key},
                      .operation = "a.id::text"};
    source_.table = "operation";
    source_.from = "admctl.operation AS a";
    source_.order = {"a.finished_at", "a.seq"};
    source_.kind = SourceKind::ledger;
    return std::move(source_);
  }

 private:
  void add(const std::string& name, ColumnType type, std::initializer_list<Common> fields = {}) {
    for (const auto field : fields) source_.common[static_cast<std::size_t>(field)] = source_.columns.size();
    source_.columns.push_back({name, "a." + name, type});
  }

  void compute(const std::string& name, std::string_view sql, Common field) {
    add(name, ColumnType::text, {field});
    source_.columns.back().sql = sql;
    source_.columns.back().in_row = false;
  }

  Source source_;
};

}  // namespace

Source ledger_source(pg::Transaction& tx) {
  auto source = LedgerSource{}.make();
  source.is_empty = !ops::has_ledger(tx);
  return source;
}

}  // namespace admctl::audit
