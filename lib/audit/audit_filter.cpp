#include "lib/audit/audit_filter.hpp"

#include <fmt/format.h>

#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"

namespace admctl::audit {
namespace {

std::string escape_like(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\' || c == '%' || c == '_') out += '\\';
    out += c;
  }
  return out;
}

std::string glob_to_like(std::string_view glob) {
  std::vector<std::string> parts;
  for (const auto& part : split(glob, '*')) parts.push_back(escape_like(part));
  return join(parts, "%");
}

class Condition {
 public:
  Condition(const Source& source, Asked asked, const ToSql& to_sql)
      : source_{source}, asked_{asked}, to_sql_{to_sql} {}

  void at_least(Time time) {
    add(fmt::format("{} >= {}", source_.filter.time, to_sql_(to_sql_timestamp(time))));
  }
  void before(Time time) { add(fmt::format("{} < {}", source_.filter.time, to_sql_(to_sql_timestamp(time)))); }

  void actor(std::string_view name) {
    std::vector<std::string> either;
    for (const auto& column : source_.filter.actor)
      either.push_back(fmt::format("{} = {}", column, to_sql_(name)));
    if (either.empty()) return refuse("actor");
    add("(" + join(either, " OR ") + ")");
  }

  void action(std::string_view glob) {
    if (glob.find('*') == std::string_view::npos) return equal(source_.filter.action, glob, "action");
    like(source_.filter.action, glob_to_like(glob), "action");
  }

  void resource(std::string_view wanted) {
    const auto slash = wanted.find('/');
    equal(source_.filter.resource, wanted.substr(0, slash), "resource");
    if (slash != std::string_view::npos)
      equal(source_.filter.resource_id, wanted.substr(slash + 1), "resource");
  }

  void operation(std::string_view beginning) {
    like(source_.filter.operation, escape_like(beginning) + "%", "operation");
  }

  void record(const RecordFilter& wanted) {
    if (source_.kind != SourceKind::ledger) {
      equal(source_.filter.resource, wanted.table, "resource");
      return equal(source_.filter.resource_id, wanted.key, "resource");
    }
    // An operation on several records has them all among its changes.
    const auto key = to_json(Object{{wanted.key_column, wanted.key}});
    add(fmt::format(
        "(({} = {} AND {} = {}) OR EXISTS (SELECT FROM admctl.change AS k WHERE k.operation = a.id AND "
        "k.table_name = {} AND k.key = {}::jsonb))",
        source_.filter.resource, to_sql_(wanted.kind), source_.filter.resource_id, to_sql_(wanted.key),
        to_sql_(wanted.table), to_sql_(key)));
  }

  std::string text() const { return all_.empty() ? "true" : join(all_, " AND "); }

 private:
  void equal(const std::string& column, std::string_view value, std::string_view flag) {
    if (column.empty()) return refuse(flag);
    add(fmt::format("{} = {}", column, to_sql_(value)));
  }
  void like(const std::string& column, std::string_view pattern, std::string_view flag) {
    if (column.empty()) return refuse(flag);
    add(fmt::format("{} LIKE {}", column, to_sql_(pattern)));
  }
  void refuse(std::string_view flag) {
    if (asked_ == Asked::among_others) return add("false");
    throw Error{code::usage,
                fmt::format("--{0} cannot be used: {1} keeps no {0}", flag, source_.table),
                {},
                "leave it out and filter the output"};
  }
  void add(std::string condition) { all_.push_back(std::move(condition)); }

  const Source& source_;
  Asked asked_;
  const ToSql& to_sql_;
  std::vector<std::string> all_;
};

}  // namespace

Time parse_moment(std::string_view text, Time now, std::string_view flag) {
  if (const auto time = parse_time(text)) return *time;
  const auto age = parse_duration(text.starts_with('-') ? text.substr(1) : text);
  if (age && *age <= now.time_since_epoch()) return now - *age;
  throw Error{code::usage,
              fmt::format("{} cannot be '{}'", flag, visible(text)),
              {},
              "give a time (2026-02-16T12:00:00Z), a date (2026-02-16) or an age (24h, 7d)"};
}

Object describe(const Filter& filter) {
  Object out;
  if (filter.since) out["since"] = to_rfc3339(*filter.since);
  if (filter.until) out["until"] = to_rfc3339(*filter.until);
  if (filter.actor) out["actor"] = *filter.actor;
  if (filter.action) out["action"] = *filter.action;
  if (filter.resource) out["resource"] = *filter.resource;
  if (filter.operation) out["operation"] = *filter.operation;
  if (filter.record) out["record"] = filter.record->kind + '/' + filter.record->key;
  return out;
}

std::string condition(const Filter& filter, const Source& source, Asked asked, const ToSql& to_sql) {
  Condition out{source, asked, to_sql};
  if (filter.since) out.at_least(*filter.since);
  if (filter.until) out.before(*filter.until);
  if (filter.actor) out.actor(*filter.actor);
  if (filter.action) out.action(*filter.action);
  if (filter.resource) out.resource(*filter.resource);
  if (filter.operation) out.operation(*filter.operation);
  if (filter.record) out.record(*filter.record);
  return out.text();
}

}  // namespace admctl::audit
