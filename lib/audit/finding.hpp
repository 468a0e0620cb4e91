// What verification finds. Findings are data: they are counted, and the first ones kept.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace admctl::audit {

enum class FindingKind {
  row_changed,     // a sealed row is not what it was
  row_deleted,     // a sealed row is gone, and no tombstone covers it
  row_inserted,    // a row that no seal holds has a time before the last seal
  leaves_changed,  // the ledger's leaves of a range of rows are not those that were signed
  seal_missing,    // a seal or its rows are gone
  seal_changed,    // a seal's columns, numbers or links do not fit its signed text
  bad_signature,   // a signature is wrong, or none of the trusted keys'
  not_continued,   // a checkpoint from outside is of another history
  ledger_changed,  // the ledger's own chain is broken
  file_changed,    // an exported file is not what its manifest says
  file_missing,
};
// "row changed" ...
std::string_view name_of(FindingKind kind);

struct Finding {
  FindingKind kind;
  std::string where;  // the source, or the file
  // Positions in the log, or records of the file, counted from 0: from the first to the one before `end`.
  std::optional<std::uint64_t> begin;
  std::optional<std::uint64_t> end;
  std::string row;   // the row's key; empty when it cannot be told
  std::string what;  // a sentence
};

struct Findings {
  static constexpr std::size_t kept = 100;
  std::vector<Finding> first;
  std::uint64_t count = 0;

  void add(Finding finding) {
    ++count;
    if (first.size() < kept) first.push_back(std::move(finding));
  }
  bool empty() const { return count == 0; }
};

}  // namespace admctl::audit
