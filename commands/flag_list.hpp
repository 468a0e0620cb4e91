// Flags collected as data instead of parsed: what help pages, completion and the reference are made from.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "commands/command.hpp"
#include "commands/flags.hpp"

namespace admctl::commands {

struct FlagInfo {
  std::vector<std::string> names;  // "-f", "--file"
  std::string help;
  std::string metavar;               // empty for a switch
  std::vector<std::string> choices;  // empty: any value
  std::string initial;               // the value when the flag is absent, empty when there is none
  bool repeatable = false;
  bool optional_value = false;  // may be left out, else given as --name=VALUE
  bool commas = true;           // in the value of one that is repeatable they separate values

  // True when the next word is the value.
  bool takes_value() const { return !metavar.empty() && !optional_value; }
  // What follows the name in a usage line: " FILE", "[=AGE]" or nothing.
  std::string value_usage() const;
  // The longest spelling: "--file".
  const std::string& name() const { return names.back(); }
};

struct PositionalInfo {
  std::string metavar;
  std::string help;
  bool required = false;
  bool repeatable = false;
};

class FlagList final : public Flags {
 public:
  void flag(std::string_view names, bool& into, std::string_view help) override;
  void flag(std::string_view names, std::optional<std::string>& into, std::string_view help,
            const Hint& hint) override;
  void option(std::string_view names, std::string& into, std::string_view help, const Hint& hint) override;
  void option(std::string_view names, std::optional<std::string>& into, std::string_view help,
              const Hint& hint) override;
  void option(std::string_view names, std::int64_t& into, std::string_view help, const Hint& hint) override;
  void option(std::string_view names, std::optional<std::int64_t>& into, std::string_view help,
              const Hint& hint) override;
  void option(std::string_view names, std::vector<std::string>& into, std::string_view help,
              const Hint& hint) override;
  // Not listed: their names are known to packs only. The help of the command speaks of them.
  void named(std::map<std::string, std::string>& into) override;
  void required(std::string_view metavar, std::string& into, std::string_view help) override;
  void optional(std::string_view metavar, std::optional<std::string>& into, std::string_view help) override;
  void rest(std::string_view metavar, std::vector<std::string>& into, std::string_view help) override;
  void optional_rest(std::string_view metavar, std::vector<std::string>& into, std::string_view help) override;

  const std::vector<FlagInfo>& flags() const { return flags_; }
  const std::vector<PositionalInfo>& positionals() const { return positionals_; }
  // The flag spelled `name` ("-f" or "--file"); nullptr when there is none.
  const FlagInfo* find(std::string_view name) const;
  // Every spelling of every flag.
  std::vector<std::string> spellings() const;

 private:
  void add(std::string_view names, std::string_view help, const Hint& hint, std::string initial,
           bool repeatable);

  std::vector<FlagInfo> flags_;
  std::vector<PositionalInfo> positionals_;
};

// A command's own flags and positional arguments.
FlagList flags_of(const Command& command);

// "KIND/KEY [KEY...]": the positional arguments of a usage line.
std::string positional_usage(const FlagList& list);

}  // namespace admctl::commands
