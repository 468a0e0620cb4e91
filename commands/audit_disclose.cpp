#include <fmt/format.h>

#include <memory>

#include "commands/config_input.hpp"
#include "commands/groups.hpp"
#include "lib/audit/disclosure.hpp"
#include "lib/core/codes/audit.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"

namespace admctl::commands {
namespace {

struct DiscloseFlags {
  std::string file;
  std::optional<std::string> place;
  std::optional<std::string> field;
  std::optional<std::string> salt;
  std::optional<std::string> opening;
  std::optional<std::string> value;
  std::optional<std::string> value_file;
};

audit::Opening given_opening(const DiscloseFlags& flags) {
  if (const auto opening = audit::parse_opening(*flags.opening)) return *opening;
  throw Error{code::usage, "--opening is 64 hexadecimal digits"};
}

audit::Opening made_opening(const DiscloseFlags& flags) {
  if (!flags.salt || !flags.place || !flags.field) {
    throw Error{
        code::missing_flag,
        "name TABLE/ID, FIELD and --salt, or give the --opening of that value",
        {},
        "such as: admctl audit disclose FILE journal/j1 newValue/email --salt ops.salt --value a@b.example"};
  }
  const auto salt = audit::load_salt(*flags.salt);
  if (!salt) throw Error{code::bad_salt, fmt::format("there is no file {}", *flags.salt)};
  const auto slash = flags.place->find('/');
  if (slash == std::string::npos) throw Error{code::usage, "the row is named TABLE/ID"};
  const auto field = flags.field->starts_with('/') ? *flags.field : '/' + *flags.field;
  return audit::opening_of(*salt, {std::string_view{*flags.place}.substr(0, slash),
                                   std::string_view{*flags.place}.substr(slash + 1), field});
}

std::string given_value(Context& context, const DiscloseFlags& flags) {
  if (flags.value.has_value() == flags.value_file.has_value())
    throw Error{code::usage, "give the value once: with --value or --value-file"};
  return flags.value ? *flags.value : without_line_end(read_text(context, *flags.value_file));
}

Report run_disclose(Context& context, const DiscloseFlags& flags) {
  const auto opening = flags.opening ? given_opening(flags) : made_opening(flags);
  const auto found = audit::find_commitment(flags.file, opening, given_value(context, flags));
  if (!found) {
    throw Error{code::not_the_value,
                fmt::format("{} holds no commitment to that value{}", flags.file,
                            flags.opening ? " with that opening" : " in that place"),
                {},
                "check the row's table and id, the field, and that the value is exactly what was logged"};
  }
  Report report;
  report.fields("disclosure", "",
                {{"file", "FILE", flags.file},
                 {"line", "LINE", static_cast<std::int64_t>(found->line)},
                 {"commitment", "COMMITMENT", found->commitment},
                 {"opening", "OPENING", to_hex(opening)}});
  if (!flags.opening)
    report.note("the value and its opening prove it to others; the opening tells nothing of other values");
  return report;
}

Run declare_disclose(Flags& flags) {
  auto request = std::make_shared<DiscloseFlags>();
  flags.required("EXPORT", request->file, "a file that was exported with --redact");
  flags.optional("TABLE/ID", request->place, "the row, by the table and key of its source");
  flags.optional("FIELD", request->field, "where in the row, such as newValue/email");
  flags.option("--salt", request->salt, "the salt of the export", {.metavar = "FILE"});
  flags.option("--opening", request->opening, "what the salt's keeper gave for this one value",
               {.metavar = "HEX"});
  flags.option("--value", request->value, "the value", {.metavar = "VALUE"});
  flags.option("--value-file", request->value_file, "read the value from a file; - is standard input",
               {.metavar = "FILE"});
  return [request](Context& context) { return run_disclose(context, *request); };
}

const Command disclose_table[]{
    {.name = "audit disclose",
     .summary = "prove what a redacted value of an export was",
     .details =
         "With the salt, it finds the commitment to the value in the export and tells the opening: whoever has "
         "that and the value can check it with --opening, and learns nothing about other values. A value that "
         "was not the one ends with exit code 9.",
     .examples = {{"admctl audit disclose audit.jsonl journal/cmf3x0 newValue/email --salt ops.salt --value "
                   "ann@example.com",
                   "by the keeper of the salt"},
                  {"admctl audit disclose audit.jsonl --opening 5c0e... --value ann@example.com",
                   "by anybody else"}},
     .effect = Effect::reads,
     .declare = declare_disclose},
};

}  // namespace

std::span<const Command> audit_disclose_commands() { return disclose_table; }

}  // namespace admctl::commands
