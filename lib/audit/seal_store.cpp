#include "lib/audit/seal_store.hpp"

#include <fmt/format.h>

#include "lib/core/codes/audit.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"
#include "lib/pg/sql.hpp"

namespace admctl::audit {
namespace {

constexpr std::string_view seal_columns =
    "source, nr, schema_name, table_name, to_json(key_columns) AS key_columns, to_json(columns) AS columns, "
    "first_position, size, peaks, checkpoint, public_key, operation, "
    "to_char(sealed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"') AS sealed_at";

std::vector<std::string> read_names(std::string_view json) {
  std::vector<std::string> names;
  const auto list = parse_json(json);
  if (const auto* items = list.as_array())
    for (const auto& item : *items) names.push_back(item.string_or(""));
  return names;
}

StoredSeal read_seal(pg::RowView row) {
  StoredSeal seal;
  seal.source.name = row.text("source");
  seal.source.schema = row.text("schema_name");
  seal.source.table = row.text("table_name");
  seal.source.key = read_names(row.text("key_columns"));
  seal.source.columns = read_names(row.text("columns"));
  seal.source.is_ledger = seal.source.name == "ledger";
  seal.nr = row.integer("nr");
  seal.first_position = static_cast<std::uint64_t>(row.integer("first_position"));
  seal.size = static_cast<std::uint64_t>(row.integer("size"));
  seal.peaks = row.text("peaks");
  seal.note = row.text("checkpoint");
  seal.public_key = row.text("public_key");
  seal.operation = row.text("operation");
  seal.sealed_at = row.text("sealed_at");
  return seal;
}

}  // namespace

bool has_seals(pg::Transaction& tx) {
  return tx.value("SELECT to_regclass('admctl.seal')").has_value() &&
         tx.value("SELECT 1 FROM admctl.seal LIMIT 1").has_value();
}

std::vector<StoredSeal> load_seals(pg::Transaction& tx, std::string_view source) {
  std::vector<StoredSeal> seals;
  const auto rows =
      tx.query(fmt::format("SELECT {} FROM admctl.seal WHERE source = $1 ORDER BY nr", seal_columns),
               {std::string{source}});
  for (const auto row : rows) seals.push_back(read_seal(row));
  return seals;
}

std::optional<StoredSeal> load_last_seal(pg::Transaction& tx, std::string_view source) {
  const auto rows = tx.query(
      fmt::format("SELECT {} FROM admctl.seal WHERE source = $1 ORDER BY nr DESC LIMIT 1", seal_columns),
      {std::string{source}});
  if (rows.empty()) return std::nullopt;
  return read_seal(rows.front());
}

std::vector<std::string> sealed_sources(pg::Transaction& tx) {
  std::vector<std::string> names;
  if (!tx.value("SELECT to_regclass('admctl.seal')")) return names;
  // A leaf without a seal is found as well; looking for the next name each time costs nothing beside a scan.
  const auto rows = tx.query(
      "WITH RECURSIVE name AS (SELECT min(source) AS source FROM admctl.seal_leaf UNION ALL "
      "SELECT (SELECT min(source) FROM admctl.seal_leaf AS l WHERE l.source > name.source) FROM name "
      "WHERE name.source IS NOT NULL) "
      "SELECT source FROM name WHERE source IS NOT NULL UNION SELECT source FROM admctl.seal ORDER BY 1");
  for (const auto row : rows) names.emplace_back(row.text(0));
  return names;
}

void insert_seal(pg::Transaction& tx, const StoredSeal& seal) {
  const auto& source = seal.source;
  tx.query(
      "INSERT INTO admctl.seal (source, nr, schema_name, table_name, key_columns, columns, first_position, "
      "size, "
      "peaks, checkpoint, public_key, operation) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
      {source.name, std::to_string(seal.nr), source.schema, source.table, pg::array_text(source.key),
       pg::array_text(source.columns), std::to_string(seal.first_position), std::to_string(seal.size),
       seal.peaks, seal.note, seal.public_key, seal.operation});
}

std::vector<StoredTombstone> load_tombstones(pg::Transaction& tx, std::string_view source) {
  std::vector<StoredTombstone> out;
  const auto rows =
      tx.query("SELECT nr, note, public_key, operation FROM admctl.tombstone WHERE source = $1 ORDER BY nr",
               {std::string{source}});
  for (const auto row : rows) {
    out.push_back(
        {row.integer(0), std::string{row.text(1)}, std::string{row.text(2)}, std::string{row.text(3)}});
  }
  return out;
}

void insert_tombstone(pg::Transaction& tx, std::string_view source, const StoredTombstone& tombstone) {
  tx.query("INSERT INTO admctl.tombstone (source, nr, note, public_key, operation) VALUES ($1, $2, $3, $4, $5)",
           {std::string{source}, std::to_string(tombstone.nr), tombstone.note, tombstone.public_key,
            tombstone.operation});
}

MerkleTree tree_of(const StoredSeal& seal) {
  TreeState state{seal.size, {}};
  for (const auto& text : split(seal.peaks, ' ')) {
    const auto peak = digest_from_base64(text);
    if (peak) state.peaks.push_back(*peak);
  }
  if (!is_possible(state)) {
    throw Error{code::seal_broken,
                fmt::format("seal {} of {} does not hold the state of its tree", seal.nr, seal.source.name),
                {},
                "run 'admctl audit verify' to see what was changed"};
  }
  return MerkleTree{std::move(state)};
}

std::string peaks_text(const TreeState& state) {
  std::vector<std::string> peaks;
  for (const auto& peak : state.peaks) peaks.push_back(digest_to_base64(peak));
  return join(peaks, " ");
}

}  // namespace admctl::audit
