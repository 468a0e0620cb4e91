#include "lib/audit/row_horizon.hpp"

#include <charconv>

#include <fmt/format.h>

#include "lib/core/codes/audit.hpp"
#include "lib/core/error.hpp"

namespace admctl::audit {
namespace {

constexpr std::uint64_t epoch_length = 1ULL << 32;
// Transaction ids of rows have 32 bits: half of them are in the past.
constexpr std::uint64_t longest_memory = 1ULL << 31;

// A row's transaction id with 64 bits. Ids below 3 belong to rows from before an upgrade.
std::string wide_xmin(std::uint64_t next) {
  const auto epoch = static_cast<std::int64_t>(next / epoch_length);
  return fmt::format(
      "(CASE WHEN a.xmin::text::bigint < 3 THEN 0 WHEN a.xmin::text::bigint < {} THEN {} ELSE {} END + "
      "a.xmin::text::bigint)",
      next % epoch_length, epoch * static_cast<std::int64_t>(epoch_length),
      (epoch - 1) * static_cast<std::int64_t>(epoch_length));
}

std::uint64_t read_number(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc{} || end != text.data() + text.size())
    throw Error{code::bad_export_cursor, "the cursor has a member that is no transaction id"};
  return number;
}

[[noreturn]] void refuse(std::string why) {
  throw Error{code::foreign_export_cursor, "the cursor cannot tell which rows are new: " + std::move(why),
              "rows would be missed or exported twice",
              "remove the cursor's file to export all rows once more, or give --since"};
}

}  // namespace

RowHorizon take_horizon(pg::Transaction& tx, std::span<const Source> sources, const RowCondition& among) {
  RowHorizon out;
  const auto rows = tx.query(
      "SELECT (SELECT system_identifier FROM pg_control_system())::text, "
      "(SELECT oid FROM pg_database WHERE datname = current_database())::text, "
      "(SELECT timeline_id FROM pg_control_checkpoint()), "
      "pg_snapshot_xmin(pg_current_snapshot())::text, pg_snapshot_xmax(pg_current_snapshot())::text");
  const auto row = rows.front();
  out.system = row.text(0);
  out.database = row.text(1);
  out.timeline = row.integer(2);
  out.oldest = read_number(row.text(3));
  out.next = read_number(row.text(4));
  if (out.oldest == out.next) return out;
  for (const auto& source : sources) {
    if (source.is_empty) continue;
    const auto xids =
        tx.query(fmt::format("SELECT DISTINCT a.xmin::text FROM {} WHERE {} >= {} AND {}", source.from,
                             wide_xmin(out.next), out.oldest, among ? among(source) : "true"));
    for (const auto each : xids) out.seen.insert(static_cast<std::uint32_t>(read_number(each.text(0))));
  }
  return out;
}

std::string unseen_rows(const RowHorizon& then, const RowHorizon& now) {
  if (then.system != now.system)
    refuse("it was made on another database cluster, or before this one was restored");
  if (then.database != now.database) refuse("it was made in another database");
  if (then.timeline != now.timeline || now.next < then.next)
    refuse("the server was restored or another one took over since it was made");
  if (now.next - then.oldest >= longest_memory) refuse("too many transactions have passed since it was made");
  auto condition = fmt::format("{} >= {}", wide_xmin(now.next), then.oldest);
  if (then.seen.empty()) return condition;
  condition += " AND a.xmin::text <> ALL ('{";
  for (const auto xid : then.seen) condition += fmt::format("{},", xid);
  condition.back() = '}';
  return condition + "'::text[])";
}

Object to_object(const RowHorizon& horizon) {
  Array seen;
  for (const auto xid : horizon.seen) seen.push_back(static_cast<std::int64_t>(xid));
  return {{"system", horizon.system},
          {"database", horizon.database},
          {"timeline", horizon.timeline},
          {"oldest", std::to_string(horizon.oldest)},
          {"next", std::to_string(horizon.next)},
          {"seen", std::move(seen)}};
}

RowHorizon horizon_from(const Value& value) {
  RowHorizon out;
  const auto* timeline = value.at("timeline").as_int();
  const auto* seen = value.at("seen").as_array();
  out.system = value.at("system").string_or("");
  out.database = value.at("database").string_or("");
  if (!timeline || !seen || out.system.empty() || out.database.empty())
    throw Error{code::bad_export_cursor, "the cursor lacks a member"};
  out.timeline = *timeline;
  out.oldest = read_number(value.at("oldest").string_or(""));
  out.next = read_number(value.at("next").string_or(""));
  for (const auto& each : *seen) {
    const auto* xid = each.as_int();
    if (!xid || *xid < 0 || *xid >= static_cast<std::int64_t>(epoch_length))
      throw Error{code::bad_export_cursor, "the cursor has a member that is no transaction id"};
    out.seen.insert(static_cast<std::uint32_t>(*xid));
  }
  return out;
}

}  // namespace admctl::audit
