#include <memory>

#include <fmt/format.h>

#include "commands/exit_codes.hpp"
#include "commands/explanations.hpp"
#include "commands/groups.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"

namespace admctl::commands {
namespace {

struct Request {
  std::optional<std::string> name;
};

Report list_all() {
  Table table{.columns = {{"code", "CODE"}, {"exit", "EXIT", true}, {"summary", "SUMMARY"}, {"of", "OF"}}};
  for (const auto& each : explanations()) {
    table.rows.push_back({each.id, each.exit ? Value{static_cast<int>(*each.exit)} : Value{}, each.summary,
                          std::string{each.of}});
  }
  return Report::list(std::move(table));
}

Report page(const Explanation& what) {
  Report report;
  if (what.exit) {
    report.fields("error", "",
                  {{"code", "CODE", what.id},
                   {"summary", "SUMMARY", what.summary},
                   {"exit", "EXIT", static_cast<int>(*what.exit)},
                   {"meaning", "MEANING", meaning_of(*what.exit)},
                   {"retryable", "RETRYABLE", *what.exit == Exit::try_again}});
    return report.text("whatToDo", "What to do", what.what_to_do);
  }
  report.fields("rule", "",
                {{"id", "RULE", what.id},
                 {"name", "NAME", what.name},
                 {"of", "OF", std::string{what.of}},
                 {"severity", "SEVERITY", what.severity},
                 {"summary", "SUMMARY", what.summary}});
  report.text("why", "Why", what.why);
  report.text("rewrite", what.of == "migrate lint" ? "Instead" : "What to do", what.what_to_do);
  return what.note.empty() ? report : report.note(what.note);
}

Report explain(const Request& request) {
  if (!request.name) return list_all();
  if (const auto* found = find_explanation(*request.name)) return page(*found);
  std::vector<std::string> names;
  for (const auto& each : explanations()) names.push_back(each.id);
  const bool prefixed = to_lower(*request.name).starts_with("adm-");
  throw Error{code::usage,
              fmt::format("there is no error code or rule '{}'.{}", *request.name,
                          did_you_mean(prefixed ? *request.name : "ADM-" + *request.name, names)),
              {},
              "admctl explain lists them all"};
}

Run declare(Flags& flags) {
  auto request = std::make_shared<Request>();
  flags.optional("ADM-nnnn", request->name, "code of an error, rule or finding; without it all are listed");
  return [request](Context&) { return explain(*request); };
}

}  // namespace

std::span<const Command> explain_commands() {
  static const Command commands[] = {
      {.name = "explain",
       .summary = "what an error code, a rule of lint or a finding means, and what to do",
       .details =
           "Every error carries a stable code. Its exit code tells scripts what kind of failure it is. "
           "Rules of 'migrate lint' have codes of their own, ADM-Lnnn, those of 'platform lint' ADM-Pnnn, "
           "findings of 'doctor' ADM-Dnnn.",
       .examples = {{"admctl explain ADM-2103", "one code"},
                    {"admctl explain ADM-L020", "a rule of 'migrate lint', with what to write instead"},
                    {"admctl explain table-missing", "a rule of 'platform lint', by its name"},
                    {"admctl explain -o json", "all of them, for a script"}},
       .effect = Effect::reads,
       .declare = declare},
  };
  return commands;
}

}  // namespace admctl::commands
