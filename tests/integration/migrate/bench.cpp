#include "tests/integration/migrate/bench.hpp"

#include "lib/core/text.hpp"
#include "tests/support/deals.hpp"

namespace admctl::migrate {

bool has_table(const test::TestDatabase& database, std::string_view name) {
  return !database.value("SELECT to_regclass('" + std::string{name} + "')").empty();
}

Bench::Bench(const test::TestDatabase& database) : Bench{database, load_migrations(test::admarket())} {}

Bench::Bench(const test::TestDatabase& database, const test::TempFolder& folder)
    : Bench{database, load_migrations(folder.path())} {}

Bench::Bench(const test::TestDatabase& database, std::vector<MigrationFile> files)
    : request{test::request("migrate.up")},
      session_{database.session()},
      history_{make_history(test::admarket())},
      files_{std::move(files)} {
  options.say = [this](std::string_view line) {
    said_.emplace_back(line);
    if (listener) listener(line);
  };
}

UpResult Bench::up() { return migrate::up(session_, test::admarket(), *history_, files_, request, options); }

std::string Bench::failure() {
  try {
    up();
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

std::string Bench::said() const { return join(said_, "\n"); }

}  // namespace admctl::migrate
