#include <fmt/format.h>

#include "lib/core/codes/database.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/lifecycle/inputs.hpp"
#include "lib/lifecycle/page_data.hpp"
#include "lib/ops/invariants.hpp"

namespace admctl::lifecycle {
namespace {

// Whether the record is in the condition; nullopt with a line in `problems` when that cannot be told.
bool applies(const PageData& page, const platform::Recipe& recipe, Problems& problems) {
  try {
    bool holds = false;
    page.tx.savepoint([&] {
      const auto rows =
          page.tx.query(fmt::format("SELECT ({}) IS TRUE FROM {} AS r WHERE r.{} = $1", recipe.applies,
                                    pg::quote(page.pack.schema, page.kind.table), pg::quote(page.kind.key)),
                        {page.key});
      holds = !rows.empty() && rows.front().boolean(0);
    });
    return holds;
  } catch (const Error& error) {
    if (error.code() != code::sql_failed) throw;
    problems.unchecked.push_back(fmt::format("recipe {}: {}", recipe.name, error.message()));
    return false;
  }
}

std::string recover_command(const PageData& page, const platform::Recipe& recipe) {
  auto line = fmt::format("admctl recover {} {}", page.name, recipe.name);
  for (const auto* input : missing_inputs(recipe.inputs, {}, *page.image.as_object())) {
    line += fmt::format(" --set {}=...", input->name);
  }
  return line + " --reason \"...\" --dry-run";
}

std::string move_command(const PageData& page, const LegalMove& move) {
  auto line = fmt::format("admctl transition {} --to {} --expect {} --expect-rev {}", page.name, move.to,
                          page.state, page.revision);
  for (const auto* input : move.missing) line += fmt::format(" --set {}=...", input->name);
  return line + " --reason \"...\" --dry-run";
}

}  // namespace

Problems read_problems(const PageData& page) {
  Problems problems;
  try {
    page.tx.savepoint([&] {
      for (const auto& each : ops::violations_of(page.tx, page.pack, page.kind, {&page.key, 1})) {
        const bool is_error = each.invariant->severity == platform::Severity::error;
        problems.found.push_back(
            {each.invariant->id, is_error ? "error" : "warning", each.record, each.what, ops::remedy_of(each)});
      }
    });
  } catch (const Error& error) {
    // What the invariants look at may itself be broken; the page is shown all the same.
    if (error.code() != code::bad_pack && error.code() != code::sql_failed) throw;
    problems.unchecked.push_back(error.message());
  }
  return problems;
}

Table problems_table(const Problems& problems) {
  Table table{.columns = {{"id", "ID"},
                          {"record", "RECORD", false, true},
                          {"severity", "SEVERITY"},
                          {"what", "WHAT", false, false, true},
                          {"remedy", "REMEDY", false, false, true}}};
  for (const auto& each : problems.found) {
    table.rows.push_back(
        {Cell{each.id}, Cell{each.record}, Cell{each.severity}, Cell{each.what}, Cell{each.remedy}});
  }
  return table;
}

std::vector<const platform::Recipe*> applicable_recipes(const PageData& page, Problems& problems) {
  std::vector<const platform::Recipe*> found;
  for (const auto& recipe : page.pack.recipes) {
    if (recipe.kind == page.kind.name && applies(page, recipe, problems)) found.push_back(&recipe);
  }
  return found;
}

Table recipes_table(const PageData& page, const std::vector<const platform::Recipe*>& recipes) {
  Table table{.columns = {{"name", "NAME"},
                          {"title", "TITLE", false, false, true},
                          {"command", "COMMAND", false, true}}};
  for (const auto* recipe : recipes) {
    table.rows.push_back({Cell{recipe->name}, Cell{recipe->title}, Cell{recover_command(page, *recipe)}});
  }
  return table;
}

std::optional<std::string> next_command(const PageData& page,
                                        const std::vector<const platform::Recipe*>& recipes,
                                        const Problems& problems, const std::vector<LegalMove>& moves) {
  if (!recipes.empty()) return recover_command(page, *recipes.front());
  for (const auto& problem : problems.found) {
    // Others are advice.
    if (problem.remedy.starts_with("admctl ")) return problem.remedy;
  }
  for (const auto& move : moves) {
    if (move.allowed()) return move_command(page, move);
  }
  if (moves.empty()) return std::nullopt;
  return move_command(page, moves.front());
}

}  // namespace admctl::lifecycle
