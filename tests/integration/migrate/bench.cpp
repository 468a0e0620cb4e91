#include "tests/integration/migrate/bench.hpp"

#include "lib/core/text.hpp"
#include "tests/support/deals.hpp"

namespace admctl::migrate {

bool has_table(const test::TestDatabase& database, std::string_view name) {
  return !database.value("SELECT to_regclass('" + std::string{name} + "')").empty();
}

Bench::Bench(const test::TestDatabase& database)
    : Bench{database, load_migrations(test::admarket()), make_history(test::admarket())} {}

Bench::Bench(const test::TestDatabase& database, const test::TempFolder& folder, HistoryFormat format)
    : Bench{database, load_migrations(folder.path(), format), make_history(format, "public")} {}

Bench::Bench(const test::TestDatabase& database, std::vector<MigrationFile> files,
             std::unique_ptr<History> history)
    : request{test::request("migrate.up")},
      session_{database.session()},
      history_{std::move(history)},
      files_{std::move(files)} {
  options.say = [this](std::string_view line) {
    said_.emplace_back(line);
    if (listener) listener(line);
  };
}

UpResult Bench::up() { return migrate::up(session_, test::admarket(), *history_, files_, request, options); }

std::string Bench::failure() {
  return failure_of([this] { up(); });
}

std::string Bench::failure_of(const std::function<void()>& what) {
  try {
    what();
  } catch (const Error& error) {
    last_hint = error.hint();
    last_exit = error.exit();
    return code_name(error.code()) + " " + error.message() +
           (error.detail().empty() ? "" : "\n" + error.detail());
  }
  return "done";
}

Status Bench::status() { return read_status(session_, test::admarket(), *history_, files_); }

Texts Bench::states() {
  Texts out;
  for (const auto& entry : status().entries)
    out.push_back(entry.name + " " + std::string{state_name(entry.state)});
  return out;
}

std::vector<AppliedMigration> Bench::down(const DownOptions& which) {
  return migrate::down(session_, test::admarket(), *history_, files_, request, options, which);
}

void Bench::resolve_applied(std::string_view name) {
  migrate::resolve_applied(session_, test::admarket(), *history_, files_, request, options, name);
}

void Bench::resolve_rolled_back(std::string_view name) {
  migrate::resolve_rolled_back(session_, test::admarket(), *history_, files_, request, options, name);
}

Texts Bench::baseline(bool more) {
  return migrate::baseline(session_, test::admarket(), *history_, files_, request, options, more);
}

std::string Bench::said() const { return join(said_, "\n"); }

}  // namespace admctl::migrate
