#include "commands/test_server.hpp"

#include <fmt/format.h>

#include "lib/core/codes/general.hpp"
#include "lib/core/codes/test_database.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/ops/policy.hpp"
#include "lib/pg/resolved_conninfo.hpp"

namespace admctl::commands {
namespace {

constexpr std::string_view application = "admctl db";
constexpr Millis connection_patience = std::chrono::minutes{2};

std::string place_of(const pg::Conninfo& where) {
  const auto host = where.get("host").value_or(where.get("hostaddr").value_or("localhost"));
  const auto port = where.get("port").value_or("5432");
  return fmt::format("{}{}{}", host.starts_with('/') ? "at " + host : host,
                     host.starts_with('/') ? ", port " : ":", port);
}

}  // namespace

TestServer::TestServer(Context& context, const std::optional<pg::Conninfo>& other)
    : context_{context}, other_{other.has_value()}, embedded_{!other && context.target().embedded} {
  given_ = other ? *other : context.target().conninfo;
  if (!other && context.target().protection == ops::Protection::guarded)
    throw *ops::decide(ops::Protection::guarded, ops::Action::test_database, {}).refusal;
  if (embedded_) context.cluster().ensure_running();
  refuse_protected();
}

void TestServer::announce() {
  const auto& target = context_.target();
  auto place = place_of(resolved_);
  if (embedded_)
    place = target.name + ", the embedded server";
  else if (!other_ && target.is_named)
    place = fmt::format("the server of {} ({})", target.name, place);
  else
    place = "the server " + place;
  context_.talk().say(fmt::format("{} {}", context_.dry_run() ? "dry run on" : "working on", place));
}

pg::Session& TestServer::session() {
  if (!session_ || !session_->is_open())
    session_ = local::open_maintenance(given_, application, patience(connection_patience));
  return *session_;
}

void TestServer::refuse_protected() {
  auto database = pg::database_of(given_);
  if (database.empty()) {
    // A service file names it: only a connection tells.
    auto named = local::open_patiently(given_, application, patience(connection_patience));
    database = pg::resolved(named).get("dbname").value_or("");
  }
  resolved_ = pg::resolved(session());
  pg::Transaction tx{session()};
  ops::refuse_protected(tx, database, "test databases are not made, copied or dropped by way of it");
}

pg::Conninfo TestServer::where(const std::string& database) const {
  auto out = resolved_;
  out.set("dbname", database);
  return out;
}

pg::Session TestServer::open(const std::string& database) {
  return local::open_patiently(where(database), application, patience(connection_patience));
}

local::FoundDatabase TestServer::find(const std::string& name) {
  auto found = local::find_database(session(), name);
  if (found) return *found;
  std::vector<std::string> known;
  for (const auto& database : local::our_databases(session())) known.push_back(database.name);
  throw Error{code::no_test_database,
              fmt::format("the server has no database '{}'.{}", visible(name), did_you_mean(name, known)),
              {},
              "admctl db list shows those that admctl made"};
}

local::Patience TestServer::patience(Millis limit) const {
  local::Patience patience;
  patience.limit = limit;
  patience.pause = [this](Millis duration) { context_.pause(duration); };
  patience.say = [this](std::string_view line) { context_.talk().say(line); };
  return patience;
}

local::DatabaseMark TestServer::new_mark() const {
  local::DatabaseMark mark;
  mark.created = context_.clock().now();
  mark.owner = context_.request_elsewhere("db").actor;
  return mark;
}

Millis parse_wait(const std::string& flag, const std::string& text) {
  if (text == "0") return Millis{0};
  const auto wait = parse_duration(text);
  if (!wait)
    throw Error{code::usage, fmt::format("{}: '{}' is no duration", flag, text), {}, "write 30s, 5m or 0"};
  return *wait;
}

}  // namespace admctl::commands
