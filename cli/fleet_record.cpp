#include "cli/fleet_record.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lib/core/codes/target.hpp"
#include "lib/core/error.hpp"
#include "lib/core/input_file.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/output_file.hpp"
#include "lib/core/text.hpp"

namespace admctl::cli {
namespace {

std::filesystem::path file_of(const std::filesystem::path& folder, const std::string& id) {
  return folder / (id + ".json");
}

bool is_id(const std::string& id) {
  return id.size() == 36 && id.find_first_not_of("0123456789abcdef-") == std::string::npos;
}

std::vector<std::string> texts(const Value& list) {
  std::vector<std::string> out;
  if (const auto* items = list.as_array()) {
    for (const auto& item : *items) out.push_back(item.string_or(""));
  }
  return out;
}

Array array(const std::vector<std::string>& words) { return {words.begin(), words.end()}; }

}  // namespace

std::filesystem::path fleet_folder(const Environment& environment) {
  if (const auto state = environment("XDG_STATE_HOME"))
    return std::filesystem::path{*state} / "admctl" / "fleets";
  if (const auto home = environment("HOME"))
    return std::filesystem::path{*home} / ".local" / "state" / "admctl" / "fleets";
  throw Error{code::fleet_record_failed,
              "there is no place to record the run: HOME is not set",
              {},
              "set XDG_STATE_HOME to a folder"};
}

FleetRecord load_fleet(const std::filesystem::path& folder, const std::string& id) {
  const auto path = is_id(id) ? file_of(folder, id) : std::filesystem::path{};
  if (path.empty() || !std::filesystem::exists(path)) {
    throw Error{code::no_such_fleet_run, fmt::format("there is no unfinished run '{}'", visible(id)),
                "runs that succeeded everywhere are forgotten", "run the command without --resume"};
  }
  try {
    const auto value = parse_json(read_file(path));
    return {.id = id,
            .command = value.at("command").string_or(""),
            .targets = texts(value.at("targets")),
            .done = texts(value.at("done"))};
  } catch (const Error& error) {
    throw Error{code::fleet_record_failed, fmt::format("{} cannot be used", path.string()), error.message(),
                "run the command without --resume"};
  }
}

void save_fleet(const std::filesystem::path& folder, const FleetRecord& record) {
  std::error_code failure;
  std::filesystem::create_directories(folder, failure);
  if (failure) {
    throw Error{code::fleet_record_failed, fmt::format("cannot make the folder {}", folder.string()),
                failure.message(), "set XDG_STATE_HOME to a folder that can be written to"};
  }
  std::filesystem::permissions(folder, std::filesystem::perms::owner_all, failure);
  OutputFile file{file_of(folder, record.id), Existing::replace, code::fleet_record_failed,
                  Readers::owner_only};
  file.write(
      to_pretty_json(Object{
          {"command", record.command}, {"targets", array(record.targets)}, {"done", array(record.done)}}) +
      '\n');
  file.commit();
}

void forget_fleet(const std::filesystem::path& folder, const std::string& id) {
  std::error_code ignored;
  std::filesystem::remove(file_of(folder, id), ignored);
}

}  // namespace admctl::cli
