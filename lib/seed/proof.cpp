#include "lib/seed/proof.hpp"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "lib/core/codes/loading.hpp"
#include "lib/core/error.hpp"
#include "lib/ops/invariants.hpp"

namespace admctl::seed {
namespace {

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.'; }

// The end of what begins at `at`: a literal, a quoted name or a comment; `at` when none does.
std::size_t skip_quoted(std::string_view sql, std::size_t at) {
  const auto end_of = [&](std::string_view mark, std::size_t from) {
    const auto end = sql.find(mark, from);
    return end == std::string_view::npos ? sql.size() : end + mark.size();
  };
  if (sql[at] == '\'' || sql[at] == '"') return end_of(sql.substr(at, 1), at + 1);
  if (sql.substr(at).starts_with("--")) return end_of("\n", at);
  if (sql.substr(at).starts_with("/*")) return end_of("*/", at);
  return at;
}

// The length of a word for the present that begins at `at`; 0 when none does.
std::size_t word_for_present(std::string_view sql, std::size_t at) {
  constexpr std::string_view words[] = {"now()", "current_timestamp", "transaction_timestamp()",
                                        "statement_timestamp()", "clock_timestamp()"};
  if (at > 0 && is_word(sql[at - 1])) return 0;
  for (const auto word : words) {
    const auto found = sql.substr(at, word.size());
    const auto end = at + word.size();
    const bool goes_on = end < sql.size() && (is_word(sql[end]) || sql[end] == '(');
    if (!goes_on && std::ranges::equal(found, word, {}, [](char c) {
          return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        }))
      return word.size();
  }
  return 0;
}

}  // namespace

std::string at_moment(std::string_view sql, Time moment) {
  const auto literal = fmt::format("timestamptz '{}'", to_rfc3339(moment));
  std::string out;
  for (std::size_t at = 0; at < sql.size();) {
    if (const auto end = skip_quoted(sql, at); end > at) {
      out += sql.substr(at, end - at);
      at = end;
    } else if (const auto word = word_for_present(sql, at); word > 0) {
      out += literal;
      at += word;
    } else {
      out += sql[at++];
    }
  }
  return out;
}

Proof::Proof(const platform::Pack& pack, Time moment) : pack_{pack} {
  for (auto& invariant : pack_.invariants) {
    for (auto& check : invariant.checks) check.violated = at_moment(check.violated, moment);
  }
  before_.resize(pack_.invariants.size(), 0);
}

void Proof::look_before(pg::Transaction& tx) {
  for (std::size_t i = 0; i < before_.size(); ++i)
    before_[i] = ops::check_invariant(tx, pack_, pack_.invariants[i], 0).count;
}

void Proof::prove(pg::Transaction& tx, const Step& step) {
  std::string detail;
  std::size_t broken = 0;
  for (std::size_t i = 0; i < before_.size(); ++i) {
    step(i, before_.size());
    const auto result = ops::check_invariant(tx, pack_, pack_.invariants[i], 1);
    if (result.count <= before_[i]) continue;
    ++broken;
    detail += fmt::format("{}{} rows: {}, {}", detail.empty() ? "" : "\n", result.count - before_[i],
                          result.samples.front().record, ops::sentence_of(result.samples.front()));
  }
  if (broken == 0) return;
  throw Error{code::demo_invalid, "the demo data would break invariants of the platform: nothing was written",
              detail, "the pack's generator makes them: correct it, or the invariant"};
}

}  // namespace admctl::seed
