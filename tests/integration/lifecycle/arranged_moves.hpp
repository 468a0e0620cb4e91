// How records of the built-in platforms are brought about for tests of every move: what a move's guards want to
// see, what the operator gives, and what must be written. In SQL `:key` stands for the record's key.
#pragma once

#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace admctl::test {

using Given = std::vector<std::pair<std::string_view, std::string_view>>;  // input -> SQL of its text

struct ArrangedMove {
  std::string_view kind;
  std::string_view to;
  std::vector<std::string_view> from = {};  // empty: whatever the source
  std::string_view pick = "true";           // SQL boolean over r: the records that will do
  std::string_view prepare = {};            // script
  Given given = {};
  std::string_view after = "true";  // SQL boolean over r: what the move has written besides the state
};

// Moves that are not listed need no arrangement.
std::span<const ArrangedMove> arranged_moves(std::string_view platform);
// The first that fits; a move without arrangement when none does.
ArrangedMove arranged(std::string_view platform, std::string_view kind, std::string_view from,
                      std::string_view to);

// A way to make one guard refuse a move that its arrangement would let through.
struct BrokenGuard {
  std::string_view kind;
  std::string_view guard;
  std::string_view from;
  std::string_view to;
  std::string_view spoil = {};  // script, after the arrangement
  Given given = {};             // instead of what the arrangement gives, when there is any
  bool gives_nothing = false;   // not even what the arrangement gives
};

std::span<const BrokenGuard> broken_guards(std::string_view platform);

}  // namespace admctl::test
