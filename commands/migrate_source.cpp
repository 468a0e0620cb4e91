#include "commands/migrate_source.hpp"

#include <fmt/format.h>

#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/core/redact.hpp"
#include "lib/migrate/history_detection.hpp"

namespace admctl::commands {
namespace {

using migrate::HistoryFormat;

std::vector<std::string_view> all_formats() {
  const auto names = migrate::format_names();
  return {names.begin(), names.end()};
}

struct Found {
  HistoryFormat format;
  std::string schema;
};

Found look(Context& context, const std::filesystem::path& dir, const std::optional<HistoryFormat>& given) {
  pg::Transaction::Options options;
  options.access = pg::Access::read_only;
  pg::Transaction tx{context.session(), options};
  auto schema = migrate::current_schema(tx);
  if (given) return {*given, std::move(schema)};
  const auto of_folder = migrate::formats_of(dir);
  const auto format =
      migrate::choose_format(of_folder, migrate::find_histories(tx, schema), context.pack_head().history);
  return {format, std::move(schema)};
}

Migrations of_pack(const platform::PackHead& pack, const std::optional<HistoryFormat>& format) {
  Migrations out;
  out.head = pack;
  out.files = migrate::load_migrations(pack, format.value_or(pack.history));
  out.history = migrate::make_history(format.value_or(pack.history), pack.schema);
  return out;
}

// Its tables are not those of the platform, whatever else it shares with it.
void be_of_folder(Migrations& out, const platform::PackHead& base, Found found) {
  out.head = base;
  // Prisma's own engine sets the search path to its schema; the others leave that of the role.
  const bool of_prisma = found.format == HistoryFormat::prisma;
  if (!of_prisma) out.head.schema.clear();
  out.history = migrate::make_history(found.format, of_prisma ? out.head.schema : std::move(found.schema));
}

migrate::LockKind lock_kind(const std::string& word) {
  if (word == "session") return migrate::LockKind::session;
  return word == "lease" ? migrate::LockKind::lease : migrate::LockKind::automatic;
}

}  // namespace

void declare_source(Flags& flags, MigrationSource& source) {
  flags.option("--dir", source.dir, "a folder of migrations instead of the platform's own", {.metavar = "DIR"});
  flags.option("--history", source.history,
               "whose files and history table they are (default: told by the folder, then by the database)",
               {.metavar = "FORMAT", .choices = all_formats()});
}

void declare_lock(Flags& flags, LockFlags& lock) {
  flags.option(
      "--lock", lock.kind,
      "how runners exclude each other: an advisory lock of the session, a lease in the ledger behind a "
      "pooler, or whichever the connection needs",
      {.metavar = "KIND", .choices = {"auto", "session", "lease"}});
  flags.option("--lock-wait", lock.wait, "how long to wait for another runner", {.metavar = "AGE"});
}

migrate::Status Migrations::status(Context& context) const {
  return migrate::read_status(context.session(), head, *history, files);
}

Migrations open_migrations(Context& context, const MigrationSource& source) {
  std::optional<HistoryFormat> format;
  if (source.history) format = migrate::parse_format(*source.history);
  if (!source.dir) return of_pack(context.pack_head(), format);
  Migrations out;
  const std::filesystem::path dir{*source.dir};
  // A wrong path is said before anything is connected.
  const auto of_folder = format ? std::vector{*format} : migrate::formats_of(dir);
  if (of_folder.size() == 1) out.files = migrate::load_migrations(dir, of_folder.front());
  auto found = look(context, dir, format);
  if (of_folder.size() != 1) out.files = migrate::load_migrations(dir, found.format);
  be_of_folder(out, context.pack_head(), found);
  return out;
}

Migrations open_migrations_for_new(const platform::PackHead* pack, const MigrationSource& source) {
  std::optional<HistoryFormat> format;
  if (source.history) format = migrate::parse_format(*source.history);
  if (!source.dir) return of_pack(*pack, format);
  const platform::PackHead none;
  const auto& base = pack ? *pack : none;
  if (!format) format = migrate::choose_format(migrate::formats_of(*source.dir), {}, base.history);
  Migrations out;
  out.files = migrate::load_migrations(std::filesystem::path{*source.dir}, *format);
  be_of_folder(out, base, {*format, "public"});
  return out;
}

std::string repeat_with(Context& context, std::string_view command, const MigrationSource& source) {
  std::vector<std::string> flags;
  const auto& read = context.target();
  // What is done next is done to the target, also when a replica of it was read.
  const auto& target = read.stands_for ? *read.stands_for : read;
  if (target.origin == "--db") flags.insert(flags.end(), {"--db", target.conninfo.to_url()});
  if (source.dir) flags.insert(flags.end(), {"--dir", *source.dir});
  if (source.history) flags.insert(flags.end(), {"--history", *source.history});
  return fmt::format("{}{}{}", command, flags.empty() ? "" : " ", redact_command(flags));
}

migrate::UpOptions run_options(Context& context, const LockFlags& lock, std::string_view again,
                               const MigrationSource& source) {
  migrate::UpOptions options;
  const auto wait = parse_duration(lock.wait);
  if (!wait && lock.wait != "0")
    throw Error{code::usage, fmt::format("'{}' is no duration", lock.wait), {}, "write 30s, 5m or 0"};
  options.lock.kind = lock_kind(lock.kind);
  options.lock.wait = wait.value_or(Millis{0});
  options.again = repeat_with(context, again, source);
  options.say = [&context](std::string_view line) {
    context.talk().progress_done();
    context.talk().say(line);
  };
  options.progress = [&context](std::string_view what, std::size_t done, std::size_t total) {
    context.talk().progress(what, done, total);
  };
  options.on_step = [&context](std::string_view name) { context.at_step(name); };
  return options;
}

Cell duration_cell(Millis took) { return {Value{took.count()}, fmt::format("{} ms", took.count())}; }

}  // namespace admctl::commands
