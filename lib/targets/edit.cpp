#include "lib/targets/edit.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lib/core/codes/general.hpp"
#include "lib/core/codes/target.hpp"
#include "lib/core/error.hpp"
#include "lib/core/input_file.hpp"
#include "lib/core/output_file.hpp"
#include "lib/core/text.hpp"
#include "lib/core/yaml_text.hpp"

namespace admctl::targets {
namespace {

using platform::YamlNode;

std::vector<std::string> lines_of(const std::string& text) {
  auto lines = split(text, '\n');
  if (!lines.empty() && lines.back().empty()) lines.pop_back();
  return lines;
}

std::string text_of(const std::vector<std::string>& lines) {
  std::string out;
  for (const auto& line : lines) out += line + '\n';
  return out;
}

bool is_content(std::string_view line) {
  const auto rest = trim(line);
  return !rest.empty() && !rest.starts_with('#');
}

std::size_t indent_of(std::string_view line) { return std::min(line.find_first_not_of(' '), line.size()); }

// The line after the last one with content of the block that begins below `from`: those more indented than
// `indent`. Blank lines and comments after it belong to what follows.
std::size_t end_of_block(const std::vector<std::string>& lines, std::size_t from, std::size_t indent) {
  auto end = from;
  for (auto i = from; i < lines.size(); ++i) {
    if (!is_content(lines[i])) continue;
    if (indent_of(lines[i]) <= indent) break;
    end = i + 1;
  }
  return end;
}

[[noreturn]] void refuse(const std::string& path, std::string why) {
  throw Error{code::target_not_editable, fmt::format("admctl does not know how to change {}", path),
              std::move(why), "change it with an editor; 'admctl target list' checks it"};
}

struct Block {
  std::size_t line = 0;  // of "targets:", from 0
  bool is_empty = false;
  std::optional<YamlNode> targets;
  std::optional<std::string> standard;
};

// nullopt when the text has no targets at all.
std::optional<Block> find_block(const std::string& path, const std::string& text) {
  if (std::ranges::none_of(lines_of(text), is_content)) return std::nullopt;
  const auto document = YamlNode::parse(path, text, code::bad_targets);
  Block block;
  bool found = false;
  for (const auto& member : document.members()) {
    if (member.key == "default") block.standard = member.value.text();
    if (member.key != "targets") continue;
    found = true;
    block.line = static_cast<std::size_t>(member.key_node.line() - 1);
    block.is_empty = member.value.members().empty();
    block.targets = member.value;
  }
  return found ? std::optional{block} : std::nullopt;
}

std::vector<std::string> lines_of(const NewTarget& target, std::size_t indent) {
  const std::string outer(indent, ' ');
  std::vector<std::string> out{outer + target.name + ':'};
  const std::string inner(indent + 2, ' ');
  const auto add = [&](const std::string& key, const Value& value) {
    for (const auto& line : lines_of(yaml_member(key, value))) out.push_back(inner + line);
  };
  for (const auto& [key, value] : target.settings) add(key, Value{value});
  if (!target.groups.empty()) out.push_back(inner + "groups: [" + join(target.groups, ", ") + "]");
  return out;
}

// The text as the reader sees it, so that nothing is saved that the next command would refuse.
Catalogue checked(const std::string& path, const std::string& text) {
  Catalogue catalogue;
  add_file(catalogue, path, text);
  return catalogue;
}

void check_block_style(const std::string& path, const std::vector<std::string>& lines, const Block& block) {
  const auto& line = lines[block.line];
  const auto colon = line.find(':');
  if (is_content(line.substr(colon + 1))) refuse(path, "its targets are not written as an indented block");
}

void check_neighbours(const std::string& path, const Catalogue& before, const Catalogue& after,
                      const std::string& name) {
  auto names = before.names();
  std::erase(names, name);
  auto others = after.names();
  std::erase(others, name);
  if (names != others) refuse(path, "other targets would change with it");
}

}  // namespace

std::string with_target(const std::string& path, const std::string& text, const NewTarget& target) {
  const auto before = checked(path, text);
  if (before.find(target.name)) {
    throw Error{
        code::target_exists,
        fmt::format("{} has a target '{}' already", path, target.name),
        {},
        fmt::format("remove it first: admctl target remove {}; or change it with an editor", target.name)};
  }
  auto lines = lines_of(text);
  constexpr std::size_t usual_indent = 2;
  const auto block = find_block(path, text);
  const auto insert = [&](std::size_t at, const std::vector<std::string>& added) {
    lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(at), added.begin(), added.end());
  };
  if (!block) {
    lines.emplace_back("targets:");
    insert(lines.size(), lines_of(target, usual_indent));
  } else if (block->is_empty) {
    lines[block->line] = "targets:";
    insert(block->line + 1, lines_of(target, usual_indent));
  } else {
    check_block_style(path, lines, *block);
    const auto first = static_cast<std::size_t>(block->targets->line() - 1);
    insert(end_of_block(lines, first, 0), lines_of(target, indent_of(lines[first])));
  }
  auto out = text_of(lines);
  const auto after = checked(path, out);
  if (!after.find(target.name)) refuse(path, "the new target would not be found in it");
  check_neighbours(path, before, after, target.name);
  return out;
}

std::string without_target(const std::string& path, const std::string& text, const std::string& name) {
  const auto before = checked(path, text);
  before.at(name);
  const auto block = find_block(path, text);
  if (block->standard == name) {
    throw Error{code::target_not_editable,
                fmt::format("{} makes '{}' the default", path, name),
                {},
                "name another one, or remove the line 'default: ...' with an editor first"};
  }
  auto lines = lines_of(text);
  check_block_style(path, lines, *block);
  const auto members = block->targets->members();
  const auto found = std::ranges::find(members, name, &platform::YamlMember::key);
  const auto begin = static_cast<std::size_t>(found->key_node.line() - 1);
  const auto end = end_of_block(lines, begin + 1, indent_of(lines[begin]));
  lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(begin),
              lines.begin() + static_cast<std::ptrdiff_t>(std::max(end, begin + 1)));
  if (members.size() == 1) lines[block->line] = "targets: {}";
  auto out = text_of(lines);
  const auto after = checked(path, out);
  if (after.find(name)) refuse(path, "the target would still be there");
  check_neighbours(path, before, after, name);
  return out;
}

std::string read_file_text(const std::filesystem::path& path) {
  if (!std::filesystem::exists(path)) return {};
  return read_file(path);
}

void save_file(const std::filesystem::path& path, const std::string& text, bool own) {
  std::error_code failure;
  std::filesystem::create_directories(path.parent_path(), failure);
  if (failure) {
    throw Error{code::bad_file, fmt::format("cannot make the folder {}", path.parent_path().string()),
                failure.message()};
  }
  OutputFile file{path, Existing::replace, code::bad_file, own ? Readers::owner_only : Readers::usual};
  file.write(text);
  file.commit();
}

}  // namespace admctl::targets
