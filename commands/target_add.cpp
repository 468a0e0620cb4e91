#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "commands/groups.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/codes/target.hpp"
#include "lib/core/error.hpp"
#include "lib/targets/edit.hpp"

namespace admctl::commands {
namespace {

struct AddRequest {
  std::string name;
  std::optional<std::string> url, service, passfile, protection, replica, of_platform;
  std::vector<std::string> groups;
  bool project = false;
};

struct RemoveRequest {
  std::string name;
  bool project = false;
};

std::filesystem::path file_of(Context& context, bool project) {
  const auto& files = context.targets();
  if (project) return files.project_file.value_or(std::filesystem::current_path() / targets::project_file_name);
  if (files.user_file) return *files.user_file;
  throw Error{code::missing_flag,
              "there is no place for your targets: HOME is not set",
              {},
              "set XDG_CONFIG_HOME or HOME, or write into the project's file with --project"};
}

Report run_add(Context& context, const AddRequest& request) {
  if (!request.url && !request.service)
    throw Error{
        code::missing_flag, "where the target is is missing", {}, "add --url postgresql://user@host/database"};
  targets::NewTarget target{.name = request.name, .settings = {}, .groups = request.groups};
  const auto add = [&](const char* key, const std::optional<std::string>& value) {
    if (value) target.settings.emplace_back(key, *value);
  };
  add("url", request.url);
  add("service", request.service);
  add("passfile", request.passfile);
  add("platform", request.of_platform);
  add("protection", request.protection);
  add("replica", request.replica);
  const auto path = file_of(context, request.project);
  const auto text = targets::with_target(path.string(), targets::read_file_text(path), target);
  targets::save_file(path, text, !request.project);
  Report report;
  report.fields("target", "", {{"name", "NAME", request.name}, {"file", "FILE", path.string()}});
  return report.suggest("admctl target test " + request.name);
}

Report run_remove(Context& context, const RemoveRequest& request) {
  const auto& entry = context.targets().at(request.name);
  const auto path = file_of(context, request.project);
  if (std::ranges::find(entry.files, path.string()) == entry.files.end()) {
    throw Error{code::unknown_target, fmt::format("{} has no target '{}'", path.string(), request.name),
                "it is in " + entry.files.back(),
                request.project ? "leave out --project" : "add --project to remove it from the project's file"};
  }
  const auto text = targets::without_target(path.string(), targets::read_file_text(path), request.name);
  targets::save_file(path, text, !request.project);
  Report report;
  report.fields("target", "", {{"name", "NAME", request.name}, {"file", "FILE", path.string()}});
  if (entry.files.size() > 1)
    report.note(fmt::format("{} is in another file, too: it is still a target", entry.name));
  return report.note("only the name was removed; the database is untouched");
}

Run declare_add(Flags& flags) {
  auto request = std::make_shared<AddRequest>();
  flags.required("NAME", request->name, "letters, digits, '-', '_' and '.'");
  flags.option("--url", request->url, "where it is; ${VARIABLE} is filled in when it is used",
               {.metavar = "URL"});
  flags.option("--service", request->service, "a service of libpq's service file", {.metavar = "SERVICE"});
  flags.option("--passfile", request->passfile, "where the password is, as in ~/.pgpass", {.metavar = "FILE"});
  flags.option("--for", request->of_platform, "its platform pack: a built-in one, or a folder",
               {.metavar = "PLATFORM"});
  flags.option("--protection", request->protection, "what commands that write need there",
               {.metavar = "LEVEL", .choices = {"open", "confirm", "protected"}});
  flags.option("--replica", request->replica, "a standby, for reading commands", {.metavar = "URL"});
  flags.option("--group", request->groups, "a group it belongs to, for --targets @GROUP", {.metavar = "GROUP"});
  flags.flag("--project", request->project, "write into the project's .admctl.yaml, not into your own file");
  return [request](Context& context) { return run_add(context, *request); };
}

Run declare_remove(Flags& flags) {
  auto request = std::make_shared<RemoveRequest>();
  flags.required("NAME", request->name, "the target");
  flags.flag("--project", request->project, "from the project's .admctl.yaml, not from your own file");
  return [request](Context& context) { return run_remove(context, *request); };
}

const Command target_add_table[]{
    {.name = "target add",
     .summary = "give a database a name",
     .details =
         "Writes into your own file, ~/.config/admctl/config.yaml, which only you can read; comments and the "
         "order "
         "of what is there stay. A password does not go into it: use ${VARIABLE} in the URL, --passfile, a "
         "service file, PGPASSWORD or ~/.pgpass. Without --protection the database is open on this machine and "
         "asks (confirm) elsewhere.",
     .examples =
         {{"admctl target add staging --url 'postgresql://ops:${STAGING_PASSWORD}@staging.example.com/app'",
           "asks before anything is written"},
          {"admctl target add production --url postgresql://ops@db.example.com/app --protection protected "
           "--replica postgresql://ops@replica.example.com/app --group eu",
           "only read, unless --write, --reason and --ticket are given"},
          {"admctl target add ci --service ci --project", "for everybody who works on this project"}},
     .effect = Effect::reads,
     .declare = declare_add},
    {.name = "target remove",
     .summary = "forget the name of a database",
     .details = "Takes the target out of the file; the database itself is not touched. Comments stay.",
     .examples = {{"admctl target remove staging", "from your own file"},
                  {"admctl target remove ci --project", "from the project's"}},
     .effect = Effect::reads,
     .declare = declare_remove},
};

}  // namespace

std::span<const Command> target_add_commands() { return target_add_table; }

}  // namespace admctl::commands
