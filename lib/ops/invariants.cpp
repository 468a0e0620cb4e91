#include "lib/ops/invariants.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/pg/error_translation.hpp"

namespace admctl::ops {
namespace {

using platform::Invariant;
using platform::InvariantCheck;
using platform::Kind;
using platform::Pack;

// One check of one invariant, to be looked for under `scope`.
struct Part {
  const Invariant* invariant;
  std::size_t number;  // of the check in its invariant, from 1
  const InvariantCheck* check;
  std::string scope;           // SQL over r that is compared with the keys; empty: all rows
  std::size_t begin = 0;       // where its text is in the query, in bytes
  std::size_t expression = 0;  // where what the pack says begins
  std::size_t end = 0;
};

std::string in_parentheses(std::string_view sql) { return fmt::format("({}\n)", sql); }

// The column or expression of a check's rows that holds the key of a record of `kind`; nullopt when the check
// is not about such records.
std::optional<std::string> scope_of(const Pack& pack, const Kind& kind, const InvariantCheck& check) {
  if (check.table == kind.table) return "r." + pg::quote(kind.key);
  if (!check.kind.empty()) {
    const auto* own = pack.find_kind(check.kind);
    if (own && own->owner && own->owner->kind == kind.name) return "r." + pg::quote(own->owner->column);
  } else if (check.owner_kind == kind.name) {
    return in_parentheses(check.owner_key);
  }
  return std::nullopt;
}

std::vector<Part> parts_about(const Pack& pack, const Kind& kind, platform::Severity minimum) {
  std::vector<Part> parts;
  for (const auto& invariant : pack.invariants) {
    if (minimum == platform::Severity::error && invariant.severity != platform::Severity::error) continue;
    for (std::size_t i = 0; i < invariant.checks.size(); ++i) {
      auto scope = scope_of(pack, kind, invariant.checks[i]);
      if (scope) parts.push_back({&invariant, i + 1, &invariant.checks[i], std::move(*scope)});
    }
  }
  return parts;
}

std::vector<Part> parts_of(const Invariant& invariant) {
  std::vector<Part> parts;
  for (std::size_t i = 0; i < invariant.checks.size(); ++i) {
    parts.push_back({&invariant, i + 1, &invariant.checks[i], {}});
  }
  return parts;
}

// SQL text: the record's kind, key and label.
struct RecordColumns {
  std::string kind;
  std::string key = "NULL";
  std::string label = "NULL";
};

RecordColumns record_columns(const Pack& pack, const InvariantCheck& check) {
  RecordColumns columns;
  if (!check.kind.empty()) {
    const auto* kind = pack.find_kind(check.kind);
    columns.kind = check.kind;
    columns.key = "r." + pg::quote(check.key);
    if (kind && kind->label) columns.label = "r." + pg::quote(*kind->label);
  } else if (!check.owner_kind.empty()) {
    const auto* owner = pack.find_kind(check.owner_kind);
    columns.kind = check.owner_kind;
    columns.key = in_parentheses(check.owner_key);
    if (owner && owner->label) {
      columns.label = fmt::format("(SELECT o.{} FROM {} AS o WHERE o.{} = {})", pg::quote(*owner->label),
                                  pg::quote(pack.schema, owner->table), pg::quote(owner->key), columns.key);
    }
  }
  return columns;
}

// A query of several parts and the values bound in it.
struct Query {
  std::string sql;
  pg::Params params;
};

// Appends one SELECT of (number of the part, key of the row, and, when `described`, what Violation holds).
// `condition` is SQL that narrows the rows; empty: none.
void append_part(Query& query, const Pack& pack, Part& part, std::size_t index, std::string_view condition,
                 bool described) {
  const auto& check = *part.check;
  part.begin = query.sql.size();
  query.sql += fmt::format("SELECT {}::int AS part, r.{}::text AS key", index, pg::quote(check.key));
  if (described) {
    const auto record = record_columns(pack, check);
    query.sql += fmt::format(", ({})::text AS record, ({})::text AS label, {}::text AS what", record.key,
                             record.label, check.what.empty() ? "NULL" : in_parentheses(check.what));
  }
  query.sql += fmt::format(" FROM {} AS r WHERE ", pg::quote(pack.schema, check.table));
  if (!condition.empty()) query.sql += fmt::format("{} AND ", condition);
  part.expression = query.sql.size();
  // No "IS TRUE": it would keep indexes on the state from being used.
  query.sql += in_parentheses(check.violated);
  part.end = query.sql.size();
}

Query describing_query(const Pack& pack, std::vector<Part>& parts, std::span<const std::string> keys) {
  Query query;
  std::vector<std::pair<std::string, std::string>> bound;  // table and scope -> placeholder
  for (std::size_t i = 0; i < parts.size(); ++i) {
    auto& part = parts[i];
    // A placeholder has one type, so only parts that compare it with the same column may share it.
    const auto compared = part.check->table + '\n' + part.scope;
    auto known = std::find_if(bound.begin(), bound.end(), [&](const auto& b) { return b.first == compared; });
    if (known == bound.end()) {
      known = bound.emplace(bound.end(), compared, pg::bind(query.params, pg::array_text(keys)));
    }
    if (i > 0) query.sql += "\nUNION ALL ";
    append_part(query, pack, part, i, fmt::format("{} = ANY({})", part.scope, known->second), true);
  }
  query.sql += "\nORDER BY part, key COLLATE \"C\"";
  return query;
}

// The line of `sql` that byte `at` is on, with a caret below the place.
std::string with_caret(std::string_view sql, std::size_t at) {
  const auto before = sql.rfind('\n', at == 0 ? 0 : at - 1);
  const auto begin = before == std::string_view::npos || at == 0 ? 0 : before + 1;
  const auto end = sql.find('\n', at);
  const auto line = sql.substr(begin, end == std::string_view::npos ? end : end - begin);
  return fmt::format("{}\n{}^", line, std::string(display_width(line.substr(0, at - begin)), ' '));
}

// The byte offset of a 1-based position in characters.
std::size_t byte_offset(std::string_view text, int position) {
  std::size_t at = 0;
  for (int i = 1; i < position && at < text.size(); ++i) {
    ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
  }
  return at;
}

bool is_fault_of_pack(const pg::SqlError& error) {
  const auto& state = error.sqlstate();
  if (state == "42501" || state == "42P01") return false;
  return state.starts_with("42") || state.starts_with("22") || state.starts_with("21") ||
         state.starts_with("0A");
}

[[noreturn]] void blame(const pg::SqlError& error, const Query& query, std::span<const Part> parts) {
  const auto at = byte_offset(query.sql, error.fields().position);
  const Part* culprit = parts.size() == 1 ? &parts.front() : nullptr;
  for (const auto& part : parts) {
    if (error.fields().position > 0 && at >= part.begin && at < part.end) culprit = &part;
  }
  const auto code = is_fault_of_pack(error) ? code::bad_pack : error.code();
  if (culprit) {
    auto detail = error.detail();
    if (error.fields().position > 0) detail = with_caret(query.sql, at) + '\n' + detail;
    throw Error{code,
                fmt::format("invariant {} of the pack, check {} on {}: {}", culprit->invariant->id,
                            culprit->number, culprit->check->table, error.message()),
                std::move(detail), error.hint()};
  }
  std::vector<std::string> ids;
  for (const auto& part : parts) {
    if (ids.empty() || ids.back() != part.invariant->id) ids.push_back(part.invariant->id);
  }
  throw Error{code, fmt::format("an invariant of the pack ({}): {}", join(ids, ", "), error.message()),
              error.detail(), "run 'admctl check': it tries them one by one"};
}

pg::Rows run(pg::Transaction& tx, const Query& query, std::span<const Part> parts) {
  try {
    return tx.query(query.sql, query.params);
  } catch (const pg::SqlError& error) {
    const auto& code = error.code();
    if (!is_fault_of_pack(error) && !(code == code::schema_missing) && !(code == code::sql_failed)) throw;
    blame(error, query, parts);
  }
}

Violation violation_of(const Pack& pack, const Part& part, const pg::RowView& row) {
  const auto& check = *part.check;
  Violation found;
  found.invariant = part.invariant;
  found.table = check.table;
  found.key = row.text("key");
  found.record = found.table + '/' + found.key;
  if (!row.is_null("record")) {
    found.record_kind = record_columns(pack, check).kind;
    found.record_key = row.text("record");
    found.record =
        found.record_kind + '/' + (row.is_null("label") ? found.record_key : std::string{row.text("label")});
  }
  found.what = row.is_null("what") ? part.invariant->sentence : std::string{row.text("what")};
  return found;
}

}  // namespace

bool has_invariants(const Pack& pack, const Kind& kind, platform::Severity minimum) {
  return !parts_about(pack, kind, minimum).empty();
}

std::vector<Violation> violations_of(pg::Transaction& tx, const Pack& pack, const Kind& kind,
                                     std::span<const std::string> keys, platform::Severity minimum) {
  std::vector<Violation> found;
  auto parts = parts_about(pack, kind, minimum);
  if (parts.empty() || keys.empty()) return found;
  const auto query = describing_query(pack, parts, keys);
  const auto rows = run(tx, query, parts);
  for (const auto row : rows) {
    found.push_back(violation_of(pack, parts.at(static_cast<std::size_t>(row.integer("part"))), row));
  }
  return found;
}

InvariantResult check_invariant(pg::Transaction& tx, const Pack& pack, const Invariant& invariant,
                                std::size_t sample_limit) {
  InvariantResult result;
  result.invariant = &invariant;
  auto parts = parts_of(invariant);
  // Counted by key alone; only the samples are described.
  Query query{"SELECT count(*) OVER () AS count, part, key FROM (\n", {}};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) query.sql += "\nUNION ALL ";
    append_part(query, pack, parts[i], i, {}, false);
  }
  query.sql += "\n) AS broken ORDER BY part, key COLLATE \"C\" LIMIT " +
               pg::bind(query.params, std::to_string(std::max<std::size_t>(sample_limit, 1)));
  const auto rows = run(tx, query, parts);
  if (rows.empty()) return result;
  result.count = static_cast<std::size_t>(rows.front().integer("count"));

  std::vector<std::vector<std::string>> keys(parts.size());
  for (const auto row : rows) {
    if (sample_limit > 0) keys[static_cast<std::size_t>(row.integer("part"))].emplace_back(row.text("key"));
  }
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (keys[i].empty()) continue;
    std::vector<Part> one{parts[i]};
    one.front().scope = "r." + pg::quote(parts[i].check->key);
    const auto described = describing_query(pack, one, keys[i]);
    const auto samples = run(tx, described, one);
    for (const auto row : samples) result.samples.push_back(violation_of(pack, one.front(), row));
  }
  return result;
}

std::string remedy_of(const Violation& violation) {
  static constexpr std::string_view place = "{record}";
  auto text = violation.invariant->remedy;
  for (auto at = text.find(place); at != std::string::npos;
       at = text.find(place, at + violation.record.size())) {
    text.replace(at, place.size(), violation.record);
  }
  return text;
}

}  // namespace admctl::ops
