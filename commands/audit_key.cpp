#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>

#include "commands/groups.hpp"
#include "commands/signing_keys.hpp"
#include "lib/core/codes/audit.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/core/output_file.hpp"

namespace admctl::commands {
namespace {

// A key is one line; what is longer is no key file.
constexpr std::uintmax_t longest_key_file = 64 * 1024;

struct GenerateFlags {
  std::optional<std::string> file;
  std::optional<std::string> name;
};

void write_key(const std::string& path, const std::string& text, Readers readers) {
  OutputFile file{path, Existing::refuse, code::bad_file, readers};
  file.write(text + "\n");
  file.commit();
}

Report run_generate(const GenerateFlags& flags) {
  if (!flags.file) throw Error{code::missing_flag, "--file says where the private key is written"};
  const auto key = audit::SigningKey::generate(flags.name.value_or(std::filesystem::path{*flags.file}.stem()));
  const auto public_file = *flags.file + ".pub";
  if (std::filesystem::exists(public_file)) {
    throw Error{code::bad_file, fmt::format("{} exists and is kept", public_file), {}, "choose another --file"};
  }
  write_key(*flags.file, key.text(), Readers::owner_only);
  write_key(public_file, key.public_key().text(), Readers::usual);
  Report report;
  report.fields("key", "",
                {{"name", "NAME", key.public_key().name()},
                 {"id", "ID", key.public_key().id()},
                 {"publicKey", "PUBLIC KEY", key.public_key().text()},
                 {"file", "PRIVATE KEY IN", *flags.file},
                 {"publicFile", "PUBLIC KEY IN", public_file}});
  report.note("keep the private key away from the database; hand the public one to those who verify");
  return report.suggest("admctl audit seal --key " + *flags.file);
}

// nullopt: no key file.
std::optional<Row> row_of(Context& context, const std::filesystem::path& path) {
  std::error_code unreadable;
  if (!std::filesystem::is_regular_file(path, unreadable) ||
      std::filesystem::file_size(path, unreadable) > longest_key_file || unreadable)
    return std::nullopt;
  try {
    const auto keys = read_public_keys(context, {path.string()});
    if (keys.size() != 1) return std::nullopt;
    const auto modes = std::filesystem::status(path).permissions();
    const bool is_private = static_cast<int>(modes & std::filesystem::perms{077}) == 0;
    return Row{Cell{path.string()}, Cell{keys[0].name()}, Cell{keys[0].id()},
               Cell{is_private ? "only its owner" : "others too"}, Cell{keys[0].text()}};
  } catch (const Error&) {
    return std::nullopt;
  }
}

Report run_list(Context& context, const std::vector<std::string>& places) {
  Table table{.columns = {{"file", "FILE"},
                          {"name", "NAME"},
                          {"id", "ID"},
                          {"readers", "READ BY"},
                          {"publicKey", "PUBLIC KEY", false, true}}};
  std::vector<std::filesystem::path> files;
  for (const auto& place : places) {
    std::error_code problem;
    if (!std::filesystem::is_directory(place, problem)) {
      files.emplace_back(place);
      continue;
    }
    for (const auto& entry : std::filesystem::directory_iterator{place, problem}) files.push_back(entry.path());
    if (problem) throw Error{code::bad_file, fmt::format("{}: {}", place, problem.message())};
  }
  std::ranges::sort(files);
  for (const auto& file : files) {
    if (auto row = row_of(context, file)) table.rows.push_back(std::move(*row));
  }
  return Report::list(std::move(table));
}

Report run_export(Context& context, const std::optional<std::string>& file) {
  if (!file) throw Error{code::missing_flag, "--file names the private key whose public part is wanted"};
  Report report;
  report.raw = read_signing_key(context, *file).public_key().text() + "\n";
  return report;
}

Run declare_generate(Flags& flags) {
  auto request = std::make_shared<GenerateFlags>();
  flags.option("--file", request->file, "where the private key goes (mode 0600); the public one to FILE.pub",
               {.metavar = "FILE"});
  flags.option("--name", request->name,
               "under which it signs, such as example.com/audit; by default FILE's name", {.metavar = "NAME"});
  return [request](Context&) { return run_generate(*request); };
}

Run declare_list(Flags& flags) {
  auto places = std::make_shared<std::vector<std::string>>();
  flags.optional_rest("PLACE", *places, "folders or files to look in; this folder when none is given");
  return [places](Context& context) {
    return run_list(context, places->empty() ? std::vector<std::string>{"."} : *places);
  };
}

Run declare_export(Flags& flags) {
  auto file = std::make_shared<std::optional<std::string>>();
  flags.option("--file", *file, "the private key; - is standard input", {.metavar = "FILE"});
  return [file](Context& context) { return run_export(context, *file); };
}

const Command audit_key_table[]{
    {.name = "audit key generate",
     .summary = "make an Ed25519 key that signs seals and exports",
     .details =
         "Two files: the private key, readable by its owner only, and the public one beside it. Both are "
         "one line, in the form of C2SP signed notes. Nothing is written to a database.",
     .examples = {{"admctl audit key generate --file audit.key --name example.com/audit", "a new key"}},
     .effect = Effect::reads,
     .declare = declare_generate},
    {.name = "audit key list",
     .summary = "the key files of a folder",
     .details = "Private keys are told by their public part.",
     .examples = {{"admctl audit key list /etc/admctl/keys", "what is there, and who may read it"}},
     .effect = Effect::reads,
     .declare = declare_list},
    {.name = "audit key export",
     .summary = "print the public part of a private key",
     .details = "",
     .examples = {{"vault read -field=key audit | admctl audit key export --file -", "for those who verify"}},
     .effect = Effect::reads,
     .declare = declare_export},
};

}  // namespace

std::span<const Command> audit_key_commands() { return audit_key_table; }

}  // namespace admctl::commands
