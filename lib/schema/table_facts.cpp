#include "lib/schema/table_facts.hpp"

#include <array>

#include <fmt/format.h>

namespace admctl::schema {
namespace {

// A file without a page has no rows, whatever the statistics know. Before version 14 zero also means "not
// counted".
constexpr std::string_view query = R"(
  SELECT c.relname AS name, c.relkind = 'p' AS partitioned, p.relname AS parent,
         coalesce(obj_description(c.oid, 'pg_class'), '') AS comment, s.bytes, s.estimate
  FROM pg_class AS c
  LEFT JOIN pg_inherits AS i ON c.relispartition AND i.inhrelid = c.oid
  LEFT JOIN pg_class AS p ON p.oid = i.inhparent
  CROSS JOIN LATERAL (
    SELECT coalesce(sum(pg_total_relation_size(l.oid)), 0)::bigint AS bytes,
           CASE WHEN bool_and(v.estimate IS NOT NULL) OR count(l.oid) = 0 THEN coalesce(sum(v.estimate), 0) END AS estimate
    FROM (SELECT c.oid WHERE c.relkind = 'r'
          UNION SELECT t.relid FROM pg_partition_tree(c.oid) AS t WHERE t.isleaf) AS l (oid)
    JOIN pg_class AS r ON r.oid = l.oid
    CROSS JOIN LATERAL (SELECT CASE WHEN pg_relation_size(l.oid) = 0 THEN 0
                                    WHEN coalesce(pg_stat_get_last_analyze_time(l.oid), pg_stat_get_last_autoanalyze_time(l.oid)) IS NOT NULL
                                      THEN pg_stat_get_live_tuples(l.oid)
                                    ELSE greatest(nullif(pg_stat_get_live_tuples(l.oid), 0),
                                                  nullif(greatest(r.reltuples::bigint, 0), 0)) END) AS v (estimate)
  ) AS s
  WHERE c.relnamespace = (SELECT n.oid FROM pg_namespace AS n WHERE n.nspname = $1) AND c.relkind IN ('r', 'p'))";

}  // namespace

std::map<std::string, TableFacts, std::less<>> read_table_facts(pg::Transaction& tx, std::string_view schema) {
  std::map<std::string, TableFacts, std::less<>> out;
  for (const auto row : tx.query(query, {std::string{schema}})) {
    auto& facts = out[std::string{row.text("name")}];
    if (!row.is_null("estimate")) facts.rows = row.integer("estimate");
    facts.bytes = row.integer("bytes");
    facts.comment = row.text("comment");
    facts.partition_of = row.text("parent");
    facts.partitioned = row.boolean("partitioned");
  }
  return out;
}

std::string size_text(std::int64_t bytes) {
  constexpr std::array<std::string_view, 5> units{"B", "kB", "MB", "GB", "TB"};
  constexpr double step = 1024;
  auto amount = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (amount >= step && unit + 1 < units.size()) {
    amount /= step;
    ++unit;
  }
  const bool whole = unit == 0 || amount >= 10;
  return fmt::format("{:.{}f} {}", amount, whole ? 0 : 1, units[unit]);
}

}  // namespace admctl::schema
