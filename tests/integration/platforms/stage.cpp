#include "tests/integration/platforms/stage.hpp"

#include <fmt/format.h>

#include "lib/core/clock.hpp"
#include "lib/core/json_text.hpp"
#include "lib/ops/expression.hpp"

namespace admctl::test {

pg::Transaction::Options options_of(const platform::Pack& pack) {
  pg::Transaction::Options options;
  options.schema = pack.schema;
  return options;
}

std::string Stage::state_sql() const { return "(" + ops::state_sql(kind_) + ")::text"; }

std::string Stage::of(const std::string& key, std::string_view sql) const {
  return value(with_key(
      fmt::format("SELECT ({})::text FROM {} AS r WHERE r.{} = :key", sql, table(), pg::quote(kind_.key)),
      key));
}

bool Stage::holds(const std::string& key, std::string_view condition) const {
  return of(key, fmt::format("({}) IS TRUE", condition)) == "true";
}

std::string Stage::state(const std::string& key) const { return of(key, state_sql()); }

std::size_t Stage::count_in(std::string_view state) const {
  return std::stoul(
      value(fmt::format("SELECT count(*) FROM {} AS r WHERE {} = '{}'", table(), state_sql(), state)));
}

std::string Stage::bring_into(std::string_view state, std::string_view pick) const {
  const auto find = [&](const std::string& where) {
    return value(fmt::format("SELECT r.{0} FROM {1} AS r WHERE ({2}) AND {3} ORDER BY r.{0} LIMIT 1",
                             pg::quote(kind_.key), table(), pick, where));
  };
  if (auto key = find(fmt::format("{} = '{}'", state_sql(), state)); !key.empty()) return key;
  auto key = find("true");
  INFO("no " << kind_.name << " with " << pick);
  REQUIRE_FALSE(key.empty());
  put_into(key, state);
  return key;
}

void Stage::put_into(const std::string& key, std::string_view state) const {
  const std::string writes = kind_.state_writes.empty() ? "op.to_state" : kind_.state_writes;
  const ops::OperationFacts facts{&pack_, "", to_sql_timestamp(system_clock().now()), "", {}, {}};
  const ops::StateMove move{key, this->state(key), std::string{state}};
  const auto column = ops::evaluate(tx_, facts, kind_, {&move, 1}, {{kind_.state, writes}}, {}).front();
  tx_.query(fmt::format("UPDATE {0} SET {1} = (SELECT p.{1} FROM jsonb_populate_record(NULL::{0}, $1) AS p) "
                        "WHERE {2} = $2",
                        table(), pg::quote(kind_.state), pg::quote(kind_.key)),
            {to_json(column), key});
}

void Stage::run(std::string_view script, const std::string& key) const {
  if (!script.empty()) tx_.script(with_key(script, key));
}

Object Stage::evaluate(const Given& given, const std::string& key) const {
  Object out;
  for (const auto& [name, sql] : given) out[name] = value(with_key(fmt::format("SELECT ({})::text", sql), key));
  return out;
}

std::string Stage::arrange(const ArrangedMove& arrangement, std::string_view from) const {
  auto key = bring_into(from, arrangement.pick);
  run(arrangement.prepare, key);
  put_into(key, from);
  return key;
}

}  // namespace admctl::test
