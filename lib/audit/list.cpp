#include "lib/audit/list.hpp"

#include "lib/audit/select.hpp"

namespace admctl::audit {

void list(pg::Session& session, const platform::Pack& pack, const Filter& filter, std::int64_t limit,
          const TakeRecord& take) {
  pg::Transaction tx{session, reading(pack)};
  const auto source = find_source(tx, pack);
  pg::Params params;
  auto query = select(source, filter, Order::newest_first,
                      [&](std::string_view value) { return pg::bind(params, std::string{value}); });
  query += " LIMIT " + pg::bind(params, std::to_string(limit));
  if (source.is_empty) return;
  const Redaction redaction{tx, pack};
  RecordReader reader{source, redaction};
  std::vector<std::optional<std::string_view>> fields(source.columns.size());
  tx.for_each(query, params, [&](pg::RowView row) {
    for (std::size_t i = 0; i < fields.size(); ++i) {
      fields[i] = row.is_null(i) ? std::nullopt : std::optional{row.text(i)};
    }
    take(reader.read(fields));
  });
}

}  // namespace admctl::audit
