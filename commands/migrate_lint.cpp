#include <algorithm>
#include <filesystem>
#include <memory>

#include <fmt/format.h>

#include "commands/groups.hpp"
#include "commands/lint_report.hpp"
#include "commands/migrate_source.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/input_file.hpp"
#include "lib/core/text.hpp"
#include "lib/migrate/lint.hpp"

namespace admctl::commands {
namespace {

namespace fs = std::filesystem;

struct Request {
  MigrationSource source;
  std::vector<std::string> files;
  std::optional<std::string> after;
  std::string severity = "info";
  bool list = false;
  LintShown shown;
};

migrate::MigrationFile migration_at(const std::string& path) {
  std::error_code failure;
  auto bytes = read_file(path, failure);
  if (failure) {
    throw Error{code::usage, fmt::format("there is no migration and no file '{}'", path), failure.message(),
                "give the name of a migration ('admctl migrate status' lists them) or the path of an SQL file"};
  }
  return {fs::path{path}.filename().string(), path, std::move(bytes), {}, {}, {}, false};
}

// A migration of the folder is meant by its name or its path.
bool is_meant(const migrate::MigrationFile& file, const std::string& given) {
  return file.name == given || fs::path{file.path}.lexically_normal() == fs::path{given}.lexically_normal();
}

// What is read, in order, and which of it is reported.
struct Chosen {
  std::vector<migrate::MigrationFile> files;
  std::vector<bool> reported;
};

// Without a database: where a folder could be of several tools, the likeliest is taken.
std::vector<migrate::MigrationFile> load(Context& context, const MigrationSource& source) {
  std::optional<migrate::HistoryFormat> format;
  if (source.history) format = migrate::parse_format(*source.history);
  if (!source.dir) return migrate::load_migrations(context.pack(), format.value_or(context.pack().history));
  const fs::path dir{*source.dir};
  return migrate::load_migrations(dir, format ? *format : migrate::formats_of(dir).front());
}

Chosen choose(Context& context, const Request& request) {
  // Files that need no folder are read without one, wherever the command runs.
  const bool alone =
      !request.source.dir && !request.files.empty() &&
      std::ranges::all_of(request.files, [](const auto& each) { return fs::is_regular_file(each); });
  Chosen chosen;
  if (!alone) {
    chosen.files = load(context, request.source);
  }
  for (const auto& file : chosen.files) {
    chosen.reported.push_back(request.files.empty() && (!request.after || file.name > *request.after));
  }
  for (const auto& given : request.files) {
    const auto it = std::ranges::find_if(chosen.files, [&](const auto& file) { return is_meant(file, given); });
    if (it != chosen.files.end()) {
      chosen.reported[static_cast<std::size_t>(it - chosen.files.begin())] = true;
    } else {
      chosen.files.push_back(migration_at(given));
      chosen.reported.push_back(true);
    }
  }
  return chosen;
}

Report run_lint(Context& context, const Request& request) {
  if (request.list) return lint_rule_list();
  const auto chosen = choose(context, request);
  migrate::KnownSchema schema;
  std::vector<migrate::LintFinding> findings;
  for (std::size_t i = 0; i < chosen.files.size(); ++i) {
    auto linted = migrate::lint(chosen.files[i], schema);
    if (!chosen.reported[i]) continue;
    for (auto& finding : linted.findings) {
      const bool minor =
          (request.severity == "error" && finding.rule->severity > migrate::LintSeverity::error) ||
          (request.severity == "warning" && finding.rule->severity > migrate::LintSeverity::warning);
      if (!minor) findings.push_back(std::move(finding));
    }
  }
  const auto files = static_cast<std::size_t>(std::ranges::count(chosen.reported, true));
  return lint_report(findings, files, request.shown);
}

Run declare_lint(Flags& flags) {
  auto request = std::make_shared<Request>();
  declare_source(flags, request->source);
  flags.option("--after", request->after, "only migrations that come after this one", {.metavar = "NAME"});
  flags.option("--severity", request->severity, "the least severe findings to report",
               {.metavar = "LEVEL", .choices = {"error", "warning", "info"}});
  flags.option("--format", request->shown.format,
               "how findings are written; gcc for editors, github for workflows",
               {.metavar = "FORMAT", .choices = {"table", "json", "github", "gcc"}});
  flags.flag("--allowed", request->shown.allowed, "findings that are suppressed with a reason, too");
  flags.flag("--list", request->list, "list the rules instead");
  flags.optional_rest("FILE", request->files, "names of migrations, or SQL files; none means the whole folder");
  return [request](Context& context) { return run_lint(context, *request); };
}

const Command lint_table[]{
    {.name = "migrate lint",
     .summary = "find what would stop the application or lose data",
     .details =
         "Rules over PostgreSQL's own parse tree, without a database. Tables that the same migration makes are "
         "empty and raise nothing. A statement is let off a rule by a comment in front of it, with a "
         "reason:\n\n"
         "  -- admctl:allow index-not-concurrently: the table has ten rows\n\n"
         "Exit status: 10 with --exit-code when there are errors or warnings, else 0.",
     .examples = {{"admctl migrate lint --dir migrations --exit-code", "for CI"},
                  {"admctl migrate lint --format github --after 20260301120000_add_orders", "only newer ones"},
                  {"admctl migrate lint draft.sql", "one file, by itself"},
                  {"admctl migrate lint --list", "the rules; 'admctl explain ADM-L020' tells more"}},
     .effect = Effect::reads,
     .declare = declare_lint},
};

}  // namespace

std::span<const Command> migrate_lint_commands() { return lint_table; }

}  // namespace admctl::commands
