#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/core/codes/target.hpp"
#include "lib/core/error.hpp"
#include "lib/core/redact.hpp"
#include "lib/core/text.hpp"
#include "lib/targets/catalogue.hpp"
#include "lib/targets/edit.hpp"
#include "lib/targets/expansion.hpp"

namespace admctl::targets {
namespace {

using platform::YamlMember;
using platform::YamlNode;

constexpr std::array<std::string_view, 6> texts{"url",      "service",    "passfile",
                                                "platform", "protection", "replica"};

void check_name(std::string_view what, const std::string& name, const YamlNode& node) {
  const auto good = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.';
  };
  const bool is_name = !name.empty() && name.front() != '-' && std::ranges::all_of(name, good);
  if (!is_name) {
    node.refuse(fmt::format("'{}' is no name of a {}", visible(name), what),
                "Names consist of letters, digits, '-', '_' and '.'.");
  }
  if (what == "target" && name == embedded_name)
    node.refuse("'local' is the embedded database's own name", "Choose another name.");
}

void check_setting(const std::string& key, const Setting& setting) {
  if (key == "url" || key == "replica") check_url(setting);
  if (key != "protection") return;
  const std::vector<std::string> levels{"open", "confirm", "protected"};
  setting.node.one_of("protection", levels);
}

void take_groups(Entry& entry, const YamlNode& node) {
  entry.groups = node.texts();
  entry.groups_node = node;
  for (const auto& item : node.items()) check_name("group", item.text(), item);
}

void take_setting(Entry& entry, const std::string& key, const YamlNode& node) {
  Setting setting{node.text(), node};
  check_setting(key, setting);
  if (key == "protection") {
    // A file that comes with a checkout must not open what its user has protected.
    const auto before = entry.protection();
    if (before && *before > *ops::parse_protection(setting.text)) return;
  }
  entry.settings.insert_or_assign(key, std::move(setting));
}

void take_entry(Catalogue& catalogue, const std::string& path, const YamlMember& member) {
  check_name("target", member.key, member.key_node);
  const auto map =
      member.value.map(fmt::format("target '{}'", member.key),
                       {"url", "service", "passfile", "platform", "protection", "replica", "groups"});
  auto found = std::ranges::find(catalogue.entries, member.key, &Entry::name);
  if (found == catalogue.entries.end())
    found = catalogue.entries.insert(found, Entry{.name = member.key, .files = {}});
  found->files.push_back(path);
  for (const auto key : texts) {
    if (const auto* node = map.find(key)) take_setting(*found, std::string{key}, *node);
  }
  if (const auto* node = map.find("groups")) take_groups(*found, *node);
}

// The project's file may name a target of the person's own one.
void check_default(const Catalogue& catalogue) {
  if (!catalogue.standard) return;
  const auto& [name, node] = *catalogue.standard;
  if (name == embedded_name || catalogue.find(name)) return;
  const auto guess = did_you_mean(name, catalogue.names());
  node.refuse(fmt::format("there is no target '{}'", visible(name)), std::string{trim(guess)});
}

}  // namespace

std::optional<std::filesystem::path> find_project_file(const std::filesystem::path& folder) {
  for (auto at = folder;; at = at.parent_path()) {
    const auto path = at / project_file_name;
    struct stat file {};
    if (::stat(path.c_str(), &file) == 0 && S_ISREG(file.st_mode)) {
      struct stat here {};
      const bool known_here = ::stat(folder.c_str(), &here) == 0;
      if (file.st_uid == ::geteuid() || file.st_uid == 0 || (known_here && file.st_uid == here.st_uid))
        return path;
      throw Error{code::foreign_target_file, fmt::format("{} belongs to another user", path.string()),
                  "it would decide which database is written to", "make it your own with chown, or remove it"};
    }
    if (at == at.parent_path()) return std::nullopt;
  }
}

void add_file(Catalogue& catalogue, const std::string& path, const std::string& text) {
  const auto says_something = [](std::string_view line) {
    const auto rest = trim(line);
    return !rest.empty() && !rest.starts_with('#');
  };
  if (std::ranges::none_of(split(text, '\n'), says_something)) return;
  try {
    const auto document = YamlNode::parse(path, text, code::bad_targets);
    if (document.type() == YamlNode::Type::null) return;
    const auto map = document.map("a file of targets", {"default", "targets"});
    if (const auto* targets = map.find("targets")) {
      for (const auto& member : targets->members()) take_entry(catalogue, path, member);
    }
    if (const auto* standard = map.find("default")) {
      catalogue.standard = Setting{standard->text(), *standard};
    }
  } catch (const Error& error) {
    // The line that is shown may hold a password.
    throw Error{error.code(), redact_passwords(error.message()), redact_passwords(error.detail()),
                error.hint()};
  }
}

Catalogue read_catalogue(const Places& places) {
  Catalogue catalogue;
  catalogue.user_file = places.user_file;
  catalogue.project_file = find_project_file(places.working_folder);
  if (places.user_file && std::filesystem::exists(*places.user_file))
    add_file(catalogue, places.user_file->string(), read_file_text(*places.user_file));
  if (catalogue.project_file && catalogue.project_file != places.user_file)
    add_file(catalogue, catalogue.project_file->string(), read_file_text(*catalogue.project_file));
  check_default(catalogue);
  return catalogue;
}

}  // namespace admctl::targets
