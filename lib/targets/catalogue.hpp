// The targets that files name: a person's own file, then the project's. Written as
//
//   default: staging                 # what is meant when nothing names a target
//   targets:
//     production:
//       url: postgresql://ops:${PROD_PASSWORD}@db.example.com/app
//       protection: protected
//       groups: [eu]
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/ops/protection.hpp"
#include "lib/platform/yaml_reader.hpp"

namespace admctl::targets {

// The embedded database. No file may redefine it.
inline constexpr std::string_view embedded_name = "local";

// The value of an environment variable; nullopt when it is not set.
using Variables = std::function<std::optional<std::string>(const std::string&)>;

// A setting as it is written, with its place. `text` still has its ${VARIABLES}.
struct Setting {
  std::string text;
  platform::YamlNode node;
  std::string place() const { return node.place(); }
};

struct Entry {
  std::string name;
  std::vector<std::string> files;  // that speak of it, the later one wins
  // url, service, passfile, platform, protection, replica, as far as given.
  std::map<std::string, Setting, std::less<>> settings = {};
  std::vector<std::string> groups = {};
  std::optional<platform::YamlNode> groups_node = {};

  const Setting* find(std::string_view key) const;
  std::optional<ops::Protection> protection() const;
};

struct Catalogue {
  std::optional<std::filesystem::path> user_file;     // nullopt without a home; need not exist
  std::optional<std::filesystem::path> project_file;  // the nearest one, when there is one
  std::vector<Entry> entries;                         // in the order of the files
  std::optional<Setting> standard;                    // "default"

  const Entry* find(std::string_view name) const;
  // Throws code::unknown_target, with a suggestion.
  const Entry& at(std::string_view name) const;
  std::vector<std::string> names() const;
  // "a,b,@group" in the order given, none twice. Throws code::unknown_target.
  std::vector<std::string> select(const std::vector<std::string>& words) const;
};

// Where files are looked for.
struct Places {
  std::optional<std::filesystem::path> user_file;
  // From here upwards for .admctl.yaml.
  std::filesystem::path working_folder;
};

inline constexpr std::string_view project_file_name = ".admctl.yaml";

// The nearest .admctl.yaml. Throws code::foreign_target_file when it belongs neither to this process's user,
// nor to root, nor to the owner of the folder: anybody could have put it into /tmp.
std::optional<std::filesystem::path> find_project_file(const std::filesystem::path& folder);

// Settings of the project's file win, except that it cannot lower a protection: the stricter one counts.
// Throws code::bad_targets with file:line:column, code::clear_password when a file holds a password.
Catalogue read_catalogue(const Places& places);

// The same of texts, for what is not saved yet: `path` is what messages call it.
void add_file(Catalogue& catalogue, const std::string& path, const std::string& text);

}  // namespace admctl::targets
