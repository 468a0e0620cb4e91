#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "commands/exit_codes.hpp"
#include "commands/groups.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/text.hpp"

namespace admctl::commands {
namespace {

struct Request {
  std::optional<std::string> name;
};

// "ADM-2103", "adm-2103" or "2103".
const Code* find_code(const std::string& name) {
  const auto lower = to_lower(name);
  const auto codes = all_codes();
  const auto it = std::ranges::find_if(codes, [&](const Code& code) {
    const auto known = to_lower(code_name(code));
    return lower == known || "adm-" + lower == known;
  });
  return it == codes.end() ? nullptr : &*it;
}

Report list_codes() {
  Table table{.columns = {{"code", "CODE"}, {"exit", "EXIT", true}, {"summary", "SUMMARY"}}};
  for (const auto& code : all_codes()) {
    table.rows.push_back({code_name(code), static_cast<int>(code.exit), code.summary});
  }
  return Report::list(std::move(table));
}

Report explain(const Request& request) {
  if (!request.name) return list_codes();
  const auto* code = find_code(*request.name);
  if (!code) {
    std::vector<std::string> names;
    for (const auto& known : all_codes()) names.push_back(code_name(known));
    throw Error{code::usage,
                fmt::format("there is no error code '{}'.{}", *request.name,
                            did_you_mean("ADM-" + *request.name, names)),
                {},
                "admctl explain lists them all"};
  }
  Report report;
  report.fields("error", "",
                {{"code", "CODE", code_name(*code)},
                 {"summary", "SUMMARY", code->summary},
                 {"exit", "EXIT", static_cast<int>(code->exit)},
                 {"meaning", "MEANING", meaning_of(code->exit)},
                 {"retryable", "RETRYABLE", code->exit == Exit::try_again}});
  return report;
}

Run declare(Flags& flags) {
  auto request = std::make_shared<Request>();
  flags.optional("ADM-nnnn", request->name, "code of an error; without it all are listed");
  return [request](Context&) { return explain(*request); };
}

}  // namespace

std::span<const Command> explain_commands() {
  static const Command commands[] = {
      {.name = "explain",
       .summary = "what an error code means",
       .details = "Every error carries a stable code. Its exit code tells scripts what kind of failure it is.",
       .examples = {{"admctl explain ADM-2103", "one code"},
                    {"admctl explain -o json", "all of them, for a script"}},
       .effect = Effect::reads,
       .declare = declare},
  };
  return commands;
}

}  // namespace admctl::commands
