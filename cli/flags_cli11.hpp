// Flags on CLI11: options in any order, "--" ends them, no abbreviations. CLI11 reads the options; which words
// are positional arguments is decided here, so that every surprise of a value ("[a]", "-5", "a,b") stays a
// value.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "commands/flag_list.hpp"
#include "commands/flags.hpp"

namespace admctl::cli {

class CliFlags final : public commands::Flags {
 public:
  CliFlags();
  ~CliFlags() override;

  void flag(std::string_view names, bool& into, std::string_view help) override;
  void flag(std::string_view names, std::optional<std::string>& into, std::string_view help,
            const commands::Hint& hint) override;
  void option(std::string_view names, std::string& into, std::string_view help,
              const commands::Hint& hint) override;
  void option(std::string_view names, std::optional<std::string>& into, std::string_view help,
              const commands::Hint& hint) override;
  void option(std::string_view names, std::int64_t& into, std::string_view help,
              const commands::Hint& hint) override;
  void option(std::string_view names, std::optional<std::int64_t>& into, std::string_view help,
              const commands::Hint& hint) override;
  void option(std::string_view names, std::vector<std::string>& into, std::string_view help,
              const commands::Hint& hint) override;
  void named(std::map<std::string, std::string>& into) override;
  void required(std::string_view metavar, std::string& into, std::string_view help) override;
  void optional(std::string_view metavar, std::optional<std::string>& into, std::string_view help) override;
  void rest(std::string_view metavar, std::vector<std::string>& into, std::string_view help) override;
  void optional_rest(std::string_view metavar, std::vector<std::string>& into, std::string_view help) override;

  // Reads the options of `args` (no command words among them) into the bound variables.
  // Throws code::usage for unknown flags, missing and wrong values.
  void parse(std::span<const std::string> args);
  // Fills the positional arguments from what parse() left over. Apart, so that --help wins over a missing one.
  // Throws code::usage.
  void assign_positionals();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace admctl::cli
