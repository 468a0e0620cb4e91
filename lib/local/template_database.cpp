#include "lib/local/template_database.hpp"

#include <fmt/format.h>

#include <charconv>
#include <chrono>

#include "lib/core/codes/test_database.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/local/test_databases.hpp"
#include "lib/pg/sql.hpp"

namespace admctl::local {
namespace {

constexpr std::size_t name_digits = 24;
constexpr std::size_t lock_digits = 15;

// Of the key, in 60 bits: never negative.
std::string lock_number(std::string_view key) {
  std::int64_t number = 0;
  std::from_chars(key.data(), key.data() + lock_digits, number, 16);
  return std::to_string(number);
}

// What a killed builder, or a killed drop, left of this key.
void drop_leftovers(pg::Session& server, const DatabaseMark& mark) {
  for (const auto& database : our_databases(server)) {
    if (!database.mark || !database.mark->is_template || database.mark->key != mark.key) continue;
    drop_database(server, database);
  }
}

std::string begin(pg::Session& server, const DatabaseMark& mark, const Patience& patience) {
  drop_leftovers(server, mark);
  auto name = unfinished_name(mark.created);
  copy_database(server, name, "template0", std::nullopt, patience);
  return name;
}

}  // namespace

std::string template_name(std::string_view key) {
  return std::string{template_prefix} + std::string{key.substr(0, name_digits)};
}

std::optional<ReadyTemplate> find_template(pg::Session& server, std::string_view key) {
  const auto name = template_name(key);
  pg::Transaction tx{server};
  const auto rows = tx.query(
      "SELECT shobj_description(oid, 'pg_database'), datistemplate AND NOT datallowconn AND datconnlimit <> "
      "-2, "
      "datdba = (SELECT oid FROM pg_roles WHERE rolname = current_user) FROM pg_database WHERE datname = $1",
      {name});
  if (rows.empty()) return std::nullopt;
  const auto row = rows.front();
  auto mark = parse_mark(row.text(0));
  if (!mark || !mark->is_template || mark->key != key || !row.boolean(2)) {
    throw Error{code::not_our_database, fmt::format("the database '{}' is not what its name says", name),
                "templates of that name are made by admctl as this role, and bear its mark",
                "rename or drop it, then run the command again"};
  }
  if (!row.boolean(1)) return std::nullopt;
  return ReadyTemplate{name, std::move(*mark)};
}

void touch_template(pg::Session& server, const ReadyTemplate& ready, Time now) {
  if (now - ready.mark.used.value_or(ready.mark.created) < std::chrono::hours{1}) return;
  pg::Transaction tx{server};
  // Two at once would be refused; one is enough.
  if (tx.value("SELECT pg_try_advisory_xact_lock($1::bigint)", {"-" + lock_number(ready.mark.key)}) != "t")
    return;
  auto mark = ready.mark;
  mark.used = now;
  try {
    write_mark(tx, ready.name, mark);
    tx.commit();
  } catch (const Error&) {
    // It only keeps the template from `db gc` a little longer.
  }
}

bool try_lock_template(pg::Session& server, std::string_view key) {
  pg::Transaction tx{server};
  const auto got = tx.value("SELECT pg_try_advisory_lock($1::bigint)", {lock_number(key)});
  tx.commit();
  return got == "t";
}

void unlock_template(pg::Session& server, std::string_view key) {
  pg::Transaction tx{server};
  tx.value("SELECT pg_advisory_unlock($1::bigint)", {lock_number(key)});
  tx.commit();
}

TemplateBuild::TemplateBuild(pg::Session& server, DatabaseMark mark, const Patience& patience)
    : server_{server}, mark_{std::move(mark)}, unfinished_{server, begin(server, mark_, patience)} {
  pg::Transaction tx{server_};
  write_mark(tx, unfinished_.name(), mark_);
  tx.commit();
}

ReadyTemplate TemplateBuild::finish() {
  const auto& built = unfinished_.name();
  auto name = template_name(mark_.key);
  pg::Transaction::Options options;
  // The last backends of the builder may be a moment in going; RENAME waits for them.
  options.timeouts.lock = std::chrono::seconds{30};
  pg::Transaction tx{server_, options};
  mark_.size = std::stoll(tx.value("SELECT pg_database_size($1::name)", {built}).value_or("0"));
  mark_.process.clear();
  write_mark(tx, built, mark_);
  tx.query(fmt::format("ALTER DATABASE {} IS_TEMPLATE true ALLOW_CONNECTIONS false", pg::quote(built)));
  tx.query(fmt::format("ALTER DATABASE {} RENAME TO {}", pg::quote(built), pg::quote(name)));
  tx.commit();
  unfinished_.keep();
  return {std::move(name), mark_};
}

}  // namespace admctl::local
