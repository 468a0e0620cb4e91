#include "tests/integration/audit/audit_rows.hpp"

#include <fstream>

#include <fmt/format.h>

#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"

namespace admctl::test {
namespace {

class CsvReader {
 public:
  explicit CsvReader(std::string_view text) : rest_{text} {}

  std::vector<std::vector<std::string>> read() {
    std::vector<std::vector<std::string>> records;
    while (!rest_.empty()) {
      std::vector<std::string> record{cell()};
      while (take(",")) record.push_back(cell());
      if (!take("\r\n")) throw std::runtime_error{"a record does not end with CRLF"};
      records.push_back(std::move(record));
    }
    return records;
  }

 private:
  bool take(std::string_view word) {
    if (!rest_.starts_with(word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }

  std::string cell() {
    if (take("\"")) return quoted();
    const auto end = std::min(rest_.find_first_of(",\r\n\""), rest_.size());
    if (end < rest_.size() && (rest_[end] == '"' || rest_[end] == '\n'))
      throw std::runtime_error{"a bare quote or newline"};
    std::string text{rest_.substr(0, end)};
    rest_.remove_prefix(end);
    return text.empty() ? "<null>" : text;
  }

  std::string quoted() {
    std::string text;
    for (;;) {
      const auto quote = rest_.find('"');
      if (quote == std::string_view::npos) throw std::runtime_error{"an open quote"};
      text += rest_.substr(0, quote);
      rest_.remove_prefix(quote + 1);
      if (!take("\"")) return text;
      text += '"';
    }
  }

  std::string_view rest_;
};

}  // namespace

void insert_audit_rows(const TestDatabase& database, int count) {
  database.execute(
      fmt::format("INSERT INTO audit_logs (id, \"actorId\", \"actorType\", action, resource, \"resourceId\", "
                  "\"oldValue\", \"newValue\","
                  " metadata, \"createdAt\") SELECT 'r' || lpad(i::text, 9, '0'), 'user' || i % 7, 'ADMIN', "
                  "'deal.transition', 'deals',"
                  " 'deal' || i % 100, jsonb_build_object('status', 'FUNDED', 'note', repeat('x', 100)),"
                  " jsonb_build_object('status', 'SCHEDULED', 'updatedAt', '2026-01-01T00:00:00'),"
                  " jsonb_build_object('reason', 'why ' || i, 'ticket', 'T-' || i, 'host', 'ops'),"
                  " timestamp '2026-01-01' + i * interval '1 second' FROM generate_series(1, {}) AS i",
                  count));
}

Exported export_text(const TestDatabase& database, const platform::Pack& pack,
                     const audit::ExportRequest& request) {
  auto session = database.session();
  auto asked = request;
  if (asked.sources.empty())
    asked.sources = {pack.audit ? audit::SourceKind::audit : audit::SourceKind::ledger};
  Exported out;
  out.result = audit::export_rows(session, pack, asked, [&](std::string_view bytes) { out.text += bytes; });
  return out;
}

std::vector<Value> read_lines(std::string_view jsonl) {
  std::vector<Value> out;
  while (!jsonl.empty()) {
    const auto end = jsonl.find('\n');
    if (end == std::string_view::npos) throw std::runtime_error{"the last line is cut off"};
    out.push_back(parse_json(jsonl.substr(0, end)));
    jsonl.remove_prefix(end + 1);
  }
  return out;
}

std::vector<std::vector<std::string>> read_csv(std::string_view csv) { return CsvReader{csv}.read(); }

platform::Pack small_platform(const std::filesystem::path& folder, std::string_view more) {
  std::filesystem::create_directories(folder / "migrations");
  std::ofstream{folder / "migrations/0001.sql"} << "SELECT 1;\n";
  std::ofstream{folder / "platform.yaml"} << R"(platform: shop
title: Shop
history: native
ids: uuid
kinds:
  order:
    plural: orders
    title: Order
    table: orders
    key: id
    state: status
    lifecycle:
      initial: NEW
      states:
        NEW: {meaning: new}
        DONE: {meaning: done, terminal: true}
      transitions:
        - to: DONE
          from: [NEW]
)" << more;
  return platform::load_pack(platform::PackFiles::folder(folder));
}

}  // namespace admctl::test
