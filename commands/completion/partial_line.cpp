#include "commands/completion/partial_line.hpp"

#include <algorithm>

#include "commands/global_flags.hpp"
#include "commands/registry.hpp"

namespace admctl::commands {
namespace {

class Parser {
 public:
  explicit Parser(std::span<const std::string> words) : words_{words} {
    globals_ = global_flag_list();
    writing_ = writing_flag_list();
    fleet_ = fleet_flag_list();
  }

  PartialLine parse() {
    if (words_.empty()) return line_;
    line_.current = words_.back();
    for (std::size_t i = 0; i + 1 < words_.size(); ++i) i = take(i);
    if (!line_.flag) at_cursor();
    // "a,b": only the last of a list is being typed.
    const bool list = line_.flag && line_.flag->repeatable && line_.flag->commas;
    if (const auto comma = line_.current.rfind(','); list && comma != std::string::npos) {
      line_.current.erase(0, comma + 1);
    }
    return line_;
  }

 private:
  const FlagInfo* find(std::string_view name) {
    if (const auto* flag = own_.find(name)) return flag;
    if (const auto* flag = globals_.find(name)) return flag;
    if (const auto* flag = writing_.find(name)) return flag;
    return line_.command && line_.command->fleet ? fleet_.find(name) : nullptr;
  }

  // The word at `i`, and the next one when it is its value; returns the place of the last word taken.
  std::size_t take(std::size_t i) {
    const auto& word = words_[i];
    if (after_dashes_ || word.size() < 2 || word[0] != '-') {
      take_word(word);
      return i;
    }
    if (word == "--") {
      after_dashes_ = true;
      return i;
    }
    const auto equals = word.find('=');
    const auto* flag = find(word.substr(0, equals));
    if (!flag || (!flag->takes_value() && !flag->optional_value)) return i;
    if (equals != std::string::npos) {
      keep(*flag, word.substr(equals + 1));
      return i;
    }
    if (!flag->takes_value()) return i;
    if (i + 2 < words_.size()) {
      keep(*flag, words_[i + 1]);
    } else {
      line_.flag = *flag;
    }
    return i + 1;
  }

  void keep(const FlagInfo& flag, const std::string& value) {
    if (own_.find(flag.name()) == &flag) {
      line_.values[flag.name()] = value;
    } else if (globals_.find(flag.name()) == &flag) {
      line_.globals.insert(line_.globals.end(), {flag.name(), value});
    }
  }

  void take_word(const std::string& word) {
    const auto path = line_.path.empty() ? word : line_.path + ' ' + word;
    const auto known = words_after(line_.path, Which::all);
    const bool is_command =
        !after_dashes_ && line_.positionals.empty() && std::ranges::find(known, word) != known.end();
    if (!is_command) {
      line_.positionals.push_back(word);
      return;
    }
    line_.path = path;
    line_.command = find_command(path);
    if (line_.command) own_ = flags_of(*line_.command);
  }

  void at_cursor() {
    const auto& word = words_.back();
    const auto equals = word.find('=');
    if (!after_dashes_ && word.starts_with("--") && equals != std::string::npos) {
      if (const auto* flag = find(word.substr(0, equals)); flag && !flag->metavar.empty()) {
        line_.flag = *flag;
        line_.current = word.substr(equals + 1);
      }
      return;
    }
    if (!line_.command || (!after_dashes_ && word.starts_with('-'))) return;
    const auto& all = own_.positionals();
    const auto place = line_.positionals.size();
    if (place < all.size()) {
      line_.positional = all[place];
    } else if (!all.empty() && all.back().repeatable) {
      line_.positional = all.back();
    }
  }

  std::span<const std::string> words_;
  FlagList own_;
  FlagList globals_;
  FlagList writing_;
  FlagList fleet_;
  PartialLine line_;
  bool after_dashes_ = false;
};

}  // namespace

PartialLine parse_partial_line(std::span<const std::string> words) { return Parser{words}.parse(); }

}  // namespace admctl::commands
