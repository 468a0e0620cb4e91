#include "commands/batch_selection.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lib/core/codes/general.hpp"
#include "lib/core/codes/record.hpp"
#include "lib/core/error.hpp"
#include "lib/core/input_file.hpp"
#include "lib/core/text.hpp"
#include "lib/lifecycle/batch.hpp"
#include "lib/lifecycle/key_search.hpp"

namespace admctl::commands {
namespace {

bool is_address(const std::string& word) { return word.find('/') != std::string::npos; }

std::string read_list(Context& context, const std::string& file) {
  if (file == "-") return context.read_stdin();
  std::error_code failure;
  auto text = read_file(file, failure);
  if (failure) {
    throw Error{code::bad_file, fmt::format("cannot read {}", file), failure.message(),
                "give a file with one key a line"};
  }
  return text;
}

// One key or KIND/KEY a line; blank lines and what follows a '#' are left out.
std::vector<std::string> keys_in(Context& context, const platform::Kind& kind, const std::string& file) {
  const auto text = read_list(context, file);
  if (const auto bad = find_invalid_utf8(text)) {
    throw Error{code::bad_file, fmt::format("{} is not UTF-8 text", file), fmt::format("byte {}", *bad + 1)};
  }
  std::vector<std::string> keys;
  std::size_t number = 0;
  for (const auto& line : split(text, '\n')) {
    ++number;
    std::string word{trim(line.substr(0, line.find('#')))};
    if (word.empty()) continue;
    if (is_address(word)) {
      const auto address = lifecycle::parse_address(context.pack(), word);
      if (address.kind != &kind) {
        throw Error{code::usage, fmt::format("{}:{}: {} is no {}", file, number, word, kind.name)};
      }
      word = address.key;
    }
    keys.push_back(std::move(word));
  }
  return keys;
}

void check_limit(std::size_t count, const TransitionFlags& flags, const platform::Kind& kind) {
  if (count <= static_cast<std::size_t>(flags.max)) return;
  throw Error{code::too_many,
              fmt::format("more than {} are meant",
                          count_of(static_cast<std::size_t>(flags.max), kind.name, kind.plural)),
              "the limit keeps a slip of the filter small",
              "look with 'admctl inspect' and the same filters, then raise --max"};
}

}  // namespace

const platform::Kind& kind_of(Context& context, const TransitionFlags& flags) {
  const auto& first = flags.records.front();
  const auto& kind = is_address(first) ? *lifecycle::parse_address(context.pack(), first).kind
                                       : lifecycle::find_kind(context.pack(), first);
  for (const auto& record : flags.records) {
    if (is_address(record) != is_address(first) || (!is_address(record) && flags.records.size() > 1)) {
      throw Error{code::usage, "name records, or one kind with filters or --file"};
    }
    if (is_address(record) && lifecycle::parse_address(context.pack(), record).kind != &kind) {
      throw Error{code::usage, "all records of a transition are of one kind"};
    }
  }
  const bool filtered = !given_filter_flags(flags.filter).empty();
  if (is_address(first) && (flags.file || filtered)) {
    throw Error{code::usage,
                "records are named: filters and --file go with a kind",
                {},
                fmt::format("for example: admctl transition {} --state ...", kind.plural)};
  }
  if (flags.file && filtered) throw Error{code::usage, "give either filters or --file"};
  if (!is_address(first) && !flags.file && !filtered) {
    throw Error{code::usage,
                fmt::format("all {} would be meant", kind.plural),
                {},
                "say which: by filters such as --state, or --file"};
  }
  return kind;
}

std::vector<ops::PlanItem> select_items(Context& context, const platform::Kind& kind,
                                        const TransitionFlags& flags) {
  pg::Transaction tx{context.session(), pg::Transaction::Options::snapshot(context.pack().schema)};
  if (!flags.file && !is_address(flags.records.front())) {
    auto items = lifecycle::freeze_matching(tx, context.pack(), kind,
                                            to_filter(flags.filter, context.clock().now()), flags.max + 1);
    check_limit(items.size(), flags, kind);
    return items;
  }
  std::vector<std::string> given;
  if (flags.file) {
    given = keys_in(context, kind, *flags.file);
  } else {
    for (const auto& record : flags.records) {
      given.push_back(lifecycle::parse_address(context.pack(), record).key);
    }
  }
  check_limit(given.size(), flags, kind);
  return lifecycle::freeze_records(tx, context.pack(), kind,
                                   lifecycle::resolve_keys(tx, context.pack(), kind, given));
}

}  // namespace admctl::commands
