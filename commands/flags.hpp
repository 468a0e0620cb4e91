// How a command declares its flags: plain C++ types bound to a request, no parser's headers.
// cli implements it on CLI11 (flags_cli11.hpp); FlagList (flag_list.hpp) lists them for help and completion.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace admctl::commands {

// What a value stands for, so that completion can offer candidates and help can name it.
struct Hint {
  std::string_view metavar = "VALUE";          // KIND/KEY, STATE, FILE, N ...
  std::vector<std::string_view> choices = {};  // the only values accepted, when not empty
  bool commas = true;                          // for lists: a comma separates values too
};

class Flags {
 public:
  virtual ~Flags() = default;

  // `names` are separated by commas: "-f,--file" or "--limit". The variable keeps its value when the flag is
  // absent; what it holds at the declaration is shown as the default. All variables must outlive the parsing.
  virtual void flag(std::string_view names, bool& into, std::string_view help) = 0;
  // A flag whose value may be left out, and is given only as --name=VALUE: what follows as a word of its own is
  // never its value. Without a value the variable becomes "". Long names only.
  virtual void flag(std::string_view names, std::optional<std::string>& into, std::string_view help,
                    const Hint& hint) = 0;
  virtual void option(std::string_view names, std::string& into, std::string_view help, const Hint& hint) = 0;
  virtual void option(std::string_view names, std::optional<std::string>& into, std::string_view help,
                      const Hint& hint) = 0;
  virtual void option(std::string_view names, std::int64_t& into, std::string_view help, const Hint& hint) = 0;
  virtual void option(std::string_view names, std::optional<std::int64_t>& into, std::string_view help,
                      const Hint& hint) = 0;
  // May be given several times; a comma separates values too unless the hint says otherwise.
  virtual void option(std::string_view names, std::vector<std::string>& into, std::string_view help,
                      const Hint& hint) = 0;

  // Flags that only the pack can name: every "--name value" that is not declared, with its dashes, for the
  // command to accept or refuse once it has the pack.
  virtual void named(std::map<std::string, std::string>& into) = 0;

  // Positional arguments, in order of declaration.
  virtual void required(std::string_view metavar, std::string& into, std::string_view help) = 0;
  virtual void optional(std::string_view metavar, std::optional<std::string>& into, std::string_view help) = 0;
  // One or more, also what follows "--"; the last positional.
  virtual void rest(std::string_view metavar, std::vector<std::string>& into, std::string_view help) = 0;
  // The same, but there may be none.
  virtual void optional_rest(std::string_view metavar, std::vector<std::string>& into,
                             std::string_view help) = 0;
};

}  // namespace admctl::commands
