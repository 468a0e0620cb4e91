#include "cli/flags_cli11.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"

namespace admctl::cli {
namespace {

using commands::FlagInfo;
using commands::FlagList;
using commands::Hint;

[[noreturn]] void refuse(std::string message, std::string hint = {}) {
  throw Error{code::usage, std::move(message), {}, std::move(hint)};
}

std::int64_t to_integer(std::string_view name, const std::string& text) {
  std::int64_t number = 0;
  const auto* end = text.data() + text.size();
  const auto [stop, failure] = std::from_chars(text.data(), end, number);
  if (failure == std::errc::result_out_of_range) refuse(fmt::format("{}: {} is too large", name, text));
  if (failure != std::errc{} || stop != end) refuse(fmt::format("{}: '{}' is not a whole number", name, text));
  return number;
}

void check_choice(std::string_view name, const std::string& value, const std::vector<std::string>& choices) {
  if (choices.empty() || std::ranges::find(choices, value) != choices.end()) return;
  refuse(fmt::format("{}: '{}' is not one of its values.{}", name, value, did_you_mean(value, choices)),
         fmt::format("{} takes {}", name, join(choices, ", ")));
}

bool is_number(const std::string& text) {
  double number = 0;
  const auto* end = text.data() + text.size();
  const auto [stop, failure] = std::from_chars(text.data(), end, number);
  return failure == std::errc{} && stop == end;
}

bool looks_like_flag(const std::string& word) { return word.size() > 1 && word[0] == '-' && !is_number(word); }

// "--reason: 1 required TEXT missing" and its like, in our words.
std::string plain_words(const CLI::ParseError& error) {
  const std::string text = error.what();
  const auto name = text.substr(0, text.find(':'));
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) && name.starts_with('-')) {
    if (text.find("missing") != std::string::npos) return name + " needs a value";
    return name + " is given more than once";
  }
  return text;
}

// How the values of an option are read.
struct Values {
  bool repeatable = false;
  bool commas = false;
};

}  // namespace

struct CliFlags::Impl {
  struct Positional {
    std::string metavar;
    std::string help;
    bool required;
    bool repeatable;
    std::function<void(std::string)> take;
  };

  CLI::App app;
  FlagList list;
  std::vector<Positional> positionals;
  std::vector<std::string> left_over;
  std::map<std::string, std::string>* named = nullptr;
  // CLI11 would take the next word for the value, so these are read here: name -> variable.
  std::map<std::string, std::optional<std::string>*, std::less<>> optional_values;

  using Take = std::function<void(const std::string& name, const std::string& value)>;

  // Declares the flag listed last.
  void bind(std::string_view names, Take take, Values how = {}) {
    const auto& info = list.flags().back();
    const auto read = [take = std::move(take), how, name = info.name(),
                       choices = info.choices](const CLI::results_t& results) {
      for (const auto& result : results) {
        for (const auto& value : how.commas ? split(result, ',') : std::vector{result}) {
          check_choice(name, value, choices);
          take(name, value);
        }
      }
      return true;
    };
    auto* option = app.add_option(std::string{names}, read)->type_size(1)->expected(1);
    option->multi_option_policy(how.repeatable ? CLI::MultiOptionPolicy::TakeAll
                                               : CLI::MultiOptionPolicy::Throw);
  }

  // Catches the value that is missing before CLI11 takes the next flag for it: "--reason --dry-run" would
  // otherwise write for real, with a strange reason. Also gives "--name=" its empty value, which CLI11 would
  // look for in the next word. Returns what CLI11 shall read; what follows "--" goes to `tail`.
  std::vector<std::string> prepare(std::span<const std::string> args, std::vector<std::string>& tail) const {
    std::vector<std::string> words;
    for (std::size_t i = 0; i < args.size(); ++i) {
      const auto& word = args[i];
      if (word == "--") {
        tail.assign(args.begin() + static_cast<std::ptrdiff_t>(i) + 1, args.end());
        break;
      }
      if (named && is_unknown_flag(word)) {
        take_named(args, i);
        continue;
      }
      if (take_optional_value(word)) continue;
      if (word.ends_with('=') && takes_value(word.substr(0, word.size() - 1))) {
        words.push_back(word.substr(0, word.size() - 1));
        words.emplace_back();
        continue;
      }
      words.push_back(word);
      if (!takes_value(word)) continue;
      if (i + 1 == args.size() || args[i + 1] == "--") refuse(word + " needs a value");
      const auto& value = args[++i];
      if (list.find(value.substr(0, value.find('=')))) {
        refuse(fmt::format("{} needs a value, but {} follows", word, value),
               fmt::format("if '{}' is the value, write {}={}", value, list.find(word)->name(), value));
      }
      words.push_back(value);
    }
    return words;
  }

  // "--stuck" or "--stuck=48h"
  bool take_optional_value(const std::string& word) const {
    const auto equals = word.find('=');
    const auto found = optional_values.find(word.substr(0, equals));
    if (found == optional_values.end()) return false;
    const auto& [name, into] = *found;
    if (*into) refuse(name + " is given more than once");
    if (equals + 1 == word.size()) refuse(fmt::format("{}= needs a value; alone it is written {}", name, name));
    *into = equals == std::string::npos ? std::string{} : word.substr(equals + 1);
    if (const auto& choices = list.find(name)->choices; !(*into)->empty()) check_choice(name, **into, choices);
    return true;
  }

  bool is_unknown_flag(std::string_view word) const {
    return word.size() > 2 && word.starts_with("--") && !list.find(word.substr(0, word.find('=')));
  }

  // "--deals 5" or "--deals=5"; moves `i` to the last word used.
  void take_named(std::span<const std::string> args, std::size_t& i) const {
    const auto& word = args[i];
    const auto equals = word.find('=');
    const auto name = word.substr(0, equals);
    if (equals == std::string::npos && (i + 1 == args.size() || looks_like_flag(args[i + 1]))) {
      refuse(fmt::format("unknown flag {}, or its value is missing.{}", name,
                         did_you_mean(name, list.spellings())));
    }
    const auto value = equals == std::string::npos ? args[++i] : word.substr(equals + 1);
    if (!named->emplace(name, value).second) refuse(name + " is given more than once");
  }

  bool takes_value(std::string_view name) const {
    const auto* flag = list.find(name);
    return flag && flag->takes_value();
  }
};

CliFlags::CliFlags() : impl_{std::make_unique<Impl>()} {
  impl_->app.set_help_flag();
  impl_->app.allow_extras();
}

CliFlags::~CliFlags() = default;

void CliFlags::flag(std::string_view names, bool& into, std::string_view help) {
  impl_->list.flag(names, into, help);
  impl_->app.add_flag(std::string{names}, into)->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
}

void CliFlags::flag(std::string_view names, std::optional<std::string>& into, std::string_view help,
                    const Hint& hint) {
  impl_->list.flag(names, into, help, hint);
  impl_->optional_values.emplace(names, &into);
}

void CliFlags::option(std::string_view names, std::string& into, std::string_view help, const Hint& hint) {
  impl_->list.option(names, into, help, hint);
  impl_->bind(names, [&into](const std::string&, const std::string& value) { into = value; });
}

void CliFlags::option(std::string_view names, std::optional<std::string>& into, std::string_view help,
                      const Hint& hint) {
  impl_->list.option(names, into, help, hint);
  impl_->bind(names, [&into](const std::string&, const std::string& value) { into = value; });
}

void CliFlags::option(std::string_view names, std::int64_t& into, std::string_view help, const Hint& hint) {
  impl_->list.option(names, into, help, hint);
  impl_->bind(names,
              [&into](const std::string& name, const std::string& value) { into = to_integer(name, value); });
}

void CliFlags::option(std::string_view names, std::optional<std::int64_t>& into, std::string_view help,
                      const Hint& hint) {
  impl_->list.option(names, into, help, hint);
  impl_->bind(names,
              [&into](const std::string& name, const std::string& value) { into = to_integer(name, value); });
}

void CliFlags::option(std::string_view names, std::vector<std::string>& into, std::string_view help,
                      const Hint& hint) {
  impl_->list.option(names, into, help, hint);
  impl_->bind(names, [&into](const std::string&, const std::string& value) { into.push_back(value); },
              {.repeatable = true, .commas = hint.commas});
}

void CliFlags::named(std::map<std::string, std::string>& into) { impl_->named = &into; }

void CliFlags::required(std::string_view metavar, std::string& into, std::string_view help) {
  impl_->positionals.push_back({std::string{metavar}, std::string{help}, true, false,
                                [&into](std::string value) { into = std::move(value); }});
}

void CliFlags::optional(std::string_view metavar, std::optional<std::string>& into, std::string_view help) {
  impl_->positionals.push_back({std::string{metavar}, std::string{help}, false, false,
                                [&into](std::string value) { into = std::move(value); }});
}

void CliFlags::rest(std::string_view metavar, std::vector<std::string>& into, std::string_view help) {
  impl_->positionals.push_back({std::string{metavar}, std::string{help}, true, true,
                                [&into](std::string value) { into.push_back(std::move(value)); }});
}

void CliFlags::optional_rest(std::string_view metavar, std::vector<std::string>& into, std::string_view help) {
  rest(metavar, into, help);
  impl_->positionals.back().required = false;
}

void CliFlags::parse(std::span<const std::string> args) {
  std::vector<std::string> tail;
  auto words = impl_->prepare(args, tail);
  std::ranges::reverse(words);
  try {
    impl_->app.parse(std::move(words));
  } catch (const CLI::ParseError& error) {
    refuse(plain_words(error));
  }
  impl_->left_over = impl_->app.remaining();
  for (const auto& word : impl_->left_over) {
    if (!looks_like_flag(word)) continue;
    const auto name = word.substr(0, word.find('='));
    refuse(fmt::format("unknown flag {}.{}", name, did_you_mean(name, impl_->list.spellings())));
  }
  impl_->left_over.insert(impl_->left_over.end(), tail.begin(), tail.end());
}

void CliFlags::assign_positionals() {
  auto word = impl_->left_over.begin();
  const auto end = impl_->left_over.end();
  for (const auto& positional : impl_->positionals) {
    if (word == end) {
      if (positional.required) refuse(fmt::format("{} is missing: {}", positional.metavar, positional.help));
      return;
    }
    positional.take(std::move(*word++));
    while (positional.repeatable && word != end) positional.take(std::move(*word++));
  }
  if (word != end) refuse(fmt::format("unexpected argument '{}'", *word));
}

}  // namespace admctl::cli
