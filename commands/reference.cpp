#include "commands/reference/reference.hpp"

#include <algorithm>
#include <filesystem>
#include <memory>

#include <fmt/format.h>

#include "commands/groups.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/output_file.hpp"
#include "lib/core/text.hpp"

namespace admctl::commands {
namespace {

struct Request {
  std::optional<std::string> word;
  std::optional<std::string> dir;
};

Report write_pages(const std::string& dir) {
  Table table{.columns = {{"file", "FILE"}}};
  for (const auto& page : man_pages()) {
    OutputFile file{std::filesystem::path{dir} / page.file, Existing::replace, code::bad_file};
    file.write(page.text);
    file.commit();
    table.rows.push_back({page.file});
  }
  return Report::list(std::move(table));
}

Report print_page(const std::optional<std::string>& word) {
  const auto pages = man_pages();
  const auto file = word ? "admctl-" + *word + ".1" : "admctl.1";
  const auto page = std::ranges::find(pages, file, &ManPage::file);
  if (page == pages.end()) {
    throw Error{code::usage,
                fmt::format("there is no manual page of '{}'", word.value_or("")),
                {},
                "name the first word of a command: admctl reference man migrate"};
  }
  Report report;
  report.raw = page->text;
  return report;
}

Run declare_man(Flags& flags) {
  auto request = std::make_shared<Request>();
  flags.optional("WORD", request->word, "the first word of a command; without it admctl(1)");
  flags.option("--dir", request->dir, "write all pages into this folder instead", {.metavar = "DIR"});
  return [request](Context&) { return request->dir ? write_pages(*request->dir) : print_page(request->word); };
}

Run declare_markdown(Flags&) {
  return [](Context&) {
    Report report;
    report.raw = markdown_reference();
    return report;
  };
}

}  // namespace

std::span<const Command> reference_commands() {
  static const Command commands[] = {
      {.name = "reference man",
       .summary = "print a manual page, or write them all",
       .details = "",
       .examples = {{"admctl reference man migrate | man -l -", "read admctl-migrate(1)"},
                    {"admctl reference man --dir completions", "renew the files in the repository"}},
       .effect = Effect::reads,
       .declare = declare_man,
       .hidden = true},
      {.name = "reference markdown",
       .summary = "print the reference of the README",
       .details = "",
       .examples = {{"admctl reference markdown", "commands, flags, variables and codes"}},
       .effect = Effect::reads,
       .declare = declare_markdown,
       .hidden = true},
  };
  return commands;
}

}  // namespace admctl::commands
