#include <regex>
#include <set>

#include <catch2/catch.hpp>

#include "commands/explanations.hpp"
#include "commands/flag_list.hpp"
#include "commands/global_flags.hpp"
#include "commands/registry.hpp"
#include "lib/core/remedies.hpp"

using namespace admctl;

namespace {

std::set<std::string> all_flags() {
  std::set<std::string> known;
  const auto add = [&](const commands::FlagList& list) {
    for (const auto& name : list.spellings()) known.insert(name);
  };
  add(commands::global_flag_list());
  add(commands::writing_flag_list());
  for (const auto& command : commands::all_commands()) add(commands::flags_of(command));
  return known;
}

// The longest words of `line` that are a command or a group.
bool names_command(const std::string& line) {
  const auto word = line.substr(0, line.find(' '));
  return !commands::summary_of(word).empty() || word == "COMMAND";
}

}  // namespace

TEST_CASE("everything with a code says what it is, why it matters and what to do") {
  std::set<std::string> ids;
  for (const auto& each : commands::explanations()) {
    INFO(each.id);
    CHECK(ids.insert(each.id).second);
    CHECK_FALSE(each.summary.empty());
    CHECK_FALSE(each.why.empty());
    CHECK_FALSE(each.what_to_do.empty());
    CHECK(commands::find_explanation(each.id) == &each);
    CHECK(commands::find_explanation(each.id.substr(4)) == &each);
  }
  CHECK(commands::find_explanation("adm-l020") == commands::find_explanation("index-not-concurrently"));
  CHECK(commands::find_explanation("ADM-0000") == nullptr);
  CHECK(commands::find_explanation("") == nullptr);
}

TEST_CASE("what to do about errors names only flags and commands that exist") {
  const auto known = all_flags();
  const std::regex flag{"(^| )(--[a-z][a-z-]+)"};
  const std::regex command{"'admctl ([^']+)'"};
  for (const auto& code : all_codes()) {
    const std::string text{remedy_of(code)};
    INFO(code_name(code) << ": " << text);
    for (std::sregex_iterator it{text.begin(), text.end(), flag}, end; it != end; ++it) {
      INFO((*it)[2].str());
      CHECK((known.contains((*it)[2].str()) || (*it)[2].str() == "--wait"));
    }
    for (std::sregex_iterator it{text.begin(), text.end(), command}, end; it != end; ++it) {
      INFO((*it)[1].str());
      CHECK(names_command((*it)[1].str()));
    }
  }
}

TEST_CASE("codes without a text of their own get that of their exit code") {
  CHECK(remedy_of({1, Exit::try_again, "made up"}) == "Run the same command again; nothing was written.");
  CHECK_FALSE(remedy_of({1, Exit::failure, "made up"}).empty());
}
