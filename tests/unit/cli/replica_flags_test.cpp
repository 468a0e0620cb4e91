// Which commands can read from a replica.
#include <map>
#include <string_view>

#include <catch2/catch.hpp>

#include "commands/flag_list.hpp"
#include "commands/registry.hpp"

using namespace admctl;

namespace {

constexpr std::string_view no_database = "works without the target's database";
constexpr std::string_view no_target = "is about the embedded server or test databases, never about a target";
constexpr std::string_view itself = "examines the server that it is connected to: a standby is named with --db";

// Commands that write nothing to the target, and still do not take --replica, each with the reason.
const std::map<std::string_view, std::string_view> without_replica{
    {"audit disclose", no_database},
    {"audit key export", no_database},
    {"audit key generate", no_database},
    {"audit key list", no_database},
    {"completion bash", no_database},
    {"completion fish", no_database},
    {"completion zsh", no_database},
    {"config describe", no_database},
    {"db clone", no_target},
    {"db create", no_target},
    {"db down", no_target},
    {"db exec", no_target},
    {"db list", no_target},
    {"db status", no_target},
    {"db up", no_target},
    {"db url", no_target},
    {"demo", no_target},
    {"doctor", itself},
    {"explain", no_database},
    {"migrate lint", no_database},
    {"migrate new", no_database},
    {"platform list", no_database},
    {"platform new", no_database},
    {"platform show", no_database},
    {"reference man", no_database},
    {"reference markdown", no_database},
    {"target add", no_database},
    {"target list", no_database},
    {"target remove", no_database},
    {"target show", no_database},
    {"target test", itself},
};

bool takes_replica(const commands::Command& command) {
  const auto flags = commands::flags_of(command);
  return flags.find("--replica") && flags.find("--max-lag");
}

}  // namespace

TEST_CASE("every command that only reads the target can read from a replica, or is here with its reason") {
  for (const auto& command : commands::all_commands()) {
    INFO(command.name);
    if (command.effect == commands::Effect::writes) continue;
    CHECK(takes_replica(command) != without_replica.contains(command.name));
  }
}

TEST_CASE("no command that writes takes a replica, but the export, which writes its cursor to the target") {
  for (const auto& command : commands::all_commands()) {
    INFO(command.name);
    if (command.effect == commands::Effect::reads) continue;
    CHECK(takes_replica(command) == (command.name == "audit export"));
  }
}

TEST_CASE("the list of commands without a replica names no command that is gone") {
  for (const auto& [name, reason] : without_replica) {
    INFO(name);
    const auto* command = commands::find_command(name);
    REQUIRE(command);
    CHECK(command->effect == commands::Effect::reads);
  }
}
