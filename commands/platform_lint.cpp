#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "commands/groups.hpp"
#include "commands/replica_flags.hpp"
#include "lib/core/text.hpp"
#include "lib/migrate/expression_check.hpp"
#include "lib/ops/pack_check.hpp"
#include "lib/platform/named_pack.hpp"
#include "lib/platform/sql_uses.hpp"

namespace admctl::commands {
namespace {

struct Request {
  std::optional<std::string> name;
  bool live = false;
};

using platform::Severity;

// What the parser alone can tell.
std::vector<ops::PackFinding> syntax_findings(const platform::Pack& pack) {
  std::vector<ops::PackFinding> findings;
  for (const auto& use : platform::sql_uses(pack)) {
    if (auto mistake = migrate::expression_mistake(use.sql))
      findings.push_back(
          {ops::pack_rule::sql_unparsed.id, Severity::error, use.place, std::move(*mistake), {}});
  }
  return findings;
}

Report findings_report(const platform::Pack& pack, const std::vector<ops::PackFinding>& findings, bool live) {
  Table table{.columns = {{"rule", "RULE"},
                          {"severity", "SEVERITY"},
                          {"place", "PLACE"},
                          {"message", "MESSAGE"},
                          {"hint", "HINT"}}};
  for (const auto& finding : findings) {
    table.rows.push_back({std::string{finding.rule}, finding.severity == Severity::error ? "error" : "warning",
                          finding.place, finding.message, finding.hint});
  }
  auto report = Report::list(std::move(table));
  const auto errors =
      static_cast<std::size_t>(std::ranges::count(findings, Severity::error, &ops::PackFinding::severity));
  const auto against = live ? "against this database" : "without a database; --live checks it against one";
  report.note(findings.empty() ? fmt::format("{}: nothing found, {}", pack.platform, against)
                               : fmt::format("{}: {}, {}, {}", pack.platform, count_of(errors, "error"),
                                             count_of(findings.size() - errors, "warning"), against));
  if (findings.empty()) return report;
  report.exit = Exit::differences;
  report.suggest(fmt::format("admctl explain {}", findings.front().rule));
  return report;
}

Report run_lint(Context& context, const Request& request) {
  const auto named = request.name ? std::optional{platform::load_named(*request.name)} : std::nullopt;
  const auto& pack = named ? *named : context.pack();
  auto findings = syntax_findings(pack);
  if (request.live) {
    auto options = pg::Transaction::Options::snapshot(pack.schema);
    pg::Transaction tx{context.session(), options};
    for (auto& finding : ops::check_pack(tx, pack)) findings.push_back(std::move(finding));
  }
  return findings_report(pack, findings, request.live);
}

Run declare_lint(Flags& flags) {
  auto request = std::make_shared<Request>();
  flags.optional("NAME", request->name, "a built-in platform or a folder; without it the one in use");
  flags.flag("--live", request->live,
             "also against the database: names, types, states in the data, values that rows need");
  return [request](Context& context) { return run_lint(context, *request); };
}

const Command lint_table[]{
    {.name = "platform lint",
     .summary = "check a platform pack",
     .details =
         "Reads the whole pack; the first thing that is not understood is an error with file, line and column. "
         "Then "
         "every SQL expression goes through PostgreSQL's parser, and with --live the server plans each over no "
         "rows, "
         "so that wrong columns, types and functions show. Nothing is written.\n\n"
         "Exit status: 78 when the pack cannot be read, 10 with --exit-code when there are findings, else 0.",
     .examples = {{"admctl platform lint ./packs/shop", "a pack of your own"},
                  {"admctl platform lint --live --exit-code", "the pack in use against its database, for CI"}},
     .effect = Effect::reads,
     .declare = reading<declare_lint>},
};

}  // namespace

std::span<const Command> platform_lint_commands() { return lint_table; }

}  // namespace admctl::commands
