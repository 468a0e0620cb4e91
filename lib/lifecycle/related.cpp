#include <fmt/format.h>

#include "lib/core/json_text.hpp"
#include "lib/lifecycle/page_data.hpp"

namespace admctl::lifecycle {
namespace {

std::string who_is(const PageData& page, const platform::Party& party, const Value& id) {
  const auto image = page.tx.value(fmt::format("SELECT to_jsonb(t) FROM {} AS t WHERE t.{} = $1",
                                               pg::quote(page.pack.schema, party.table), pg::quote(party.key)),
                                   {text_of(id)});
  if (!image) return "(no such row)";
  const auto other = parse_json(*image);
  std::string who;
  for (const auto& column : party.show) {
    const auto cell = to_cell(page.pack, party.table, column, other.at(column), {});
    if (cell.value.is_null()) continue;
    if (!who.empty()) who += ", ";
    who += cell.value.as_bool() ? column + ' ' + text_of(cell.value) : text_of(cell.value);
  }
  return who;
}

}  // namespace

Table parties_table(const PageData& page) {
  Table table{.columns = {{"role", "ROLE"}, {"id", "ID"}, {"who", "WHO"}}};
  for (const auto& party : page.kind.parties) {
    const auto& id = page.image.at(party.column);
    table.rows.push_back({Cell{party.role}, Cell{id}, Cell{id.is_null() ? "" : who_is(page, party, id)}});
  }
  return table;
}

RelatedRows read_related(const PageData& page, const platform::Related& related, std::int64_t limit,
                         bool whatever_it_costs) {
  RelatedRows out;
  const auto types = page.shape(related.table).types();
  for (const auto& column : related.show)
    out.table.columns.push_back({camel_case(column), heading(column), false, false});
  const auto& own = page.image.at(related.equals);
  if (own.is_null()) return out;
  if (!whatever_it_costs) out.skipped = page.too_large(related.table, related.column);
  if (out.skipped) return out;
  const auto order =
      related.order ? fmt::format(" ORDER BY t.{}, t.{}", pg::quote(*related.order), pg::quote(related.key))
                    : std::string{};
  const auto rows = page.tx.query(
      fmt::format("SELECT to_jsonb(t) FROM {} AS t WHERE t.{} = $1{} LIMIT {}",
                  pg::quote(page.pack.schema, related.table), pg::quote(related.column), order, limit + 1),
      {text_of(own)});
  for (const auto each : rows) {
    if (static_cast<std::int64_t>(out.table.rows.size()) == limit) {
      out.cut = true;
      break;
    }
    const auto image = parse_json(each.text(0));
    Row row;
    for (const auto& column : related.show) {
      row.push_back(to_cell(page.pack, related.table, column, image.at(column), types));
    }
    out.table.rows.push_back(std::move(row));
  }
  return out;
}

}  // namespace admctl::lifecycle
