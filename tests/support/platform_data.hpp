// What the platform suite has to be told of each platform: tests/data/platforms/<platform>/*.yaml, documented
// in the README.md beside them. In SQL `:key` stands for the record's primary key.
//
// Everything here throws Error (code::bad_pack) with file:line:column when a file is not as documented.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace admctl::test {

using Given = std::vector<std::pair<std::string, std::string>>;  // input -> SQL of its text

// A kind as the platform's facts give it.
struct ExpectedKind {
  std::string name;
  std::string table;
  std::string owner;   // empty: none
  std::string events;  // what an event of a move is called, {to} being the state; empty: not looked at
  std::vector<std::pair<std::string, std::vector<std::string>>> moves;  // every state, the initial one first
  std::set<std::string> terminal;
};

struct ArrangedMove {
  std::string kind;
  std::string to;
  std::vector<std::string> from;  // empty: whatever the source
  std::string pick = "true";      // SQL boolean over r: the records that will do
  std::string prepare;            // script
  Given given;
  std::string after = "true";  // SQL boolean over r: what the move has written besides the state
};

// A way to make one guard refuse a move that its arrangement would let through.
struct BrokenGuard {
  std::string kind;
  std::string guard;
  std::string from;
  std::string to;
  std::string spoil;           // script, after the arrangement
  std::optional<Given> given;  // instead of what the arrangement gives
};

struct Breakage {
  std::string invariant;
  std::string prepare;                // script
  std::string sql;                    // breaks one record and returns its address
  std::vector<std::string> violated;  // every invariant that is then in violation
  std::size_t rows = 1;               // in violation of `invariant`
  bool scan = false;                  // only a look at whole tables finds it
};

// One way back from an incident.
struct IncidentRecovery {
  std::optional<std::string> recipe;
  std::optional<std::string> to;
  std::string outside;  // script
  Given given;
  std::string state;           // afterwards; empty: not looked at
  std::string after = "true";  // SQL boolean over r
  std::set<std::string> remains;
};

struct Incident {
  std::string scenario;
  std::string symptom;  // SQL boolean over r
  std::set<std::string> broken;
  std::vector<std::string> shows;
  std::vector<IncidentRecovery> recoveries;
};

struct DemoRule {
  std::string name;
  std::string sql;  // returns the rows that break it; :now is the present
};

struct DemoData {
  std::vector<DemoRule> rules;
  std::vector<std::string> absent;  // "deal PAID": states in which the demo data has no record
};

class PlatformData {
 public:
  explicit PlatformData(std::string platform);

  std::filesystem::path file(std::string_view name) const;

  std::vector<ExpectedKind> kinds() const;
  std::vector<ArrangedMove> moves() const;
  std::vector<BrokenGuard> guards() const;
  std::vector<Breakage> breakages() const;
  std::vector<Incident> drills() const;
  DemoData demo() const;
  std::vector<std::string> imports() const;  // scripts

 private:
  std::string platform_;
};

// The first arrangement that fits; one that arranges nothing when none does.
ArrangedMove arranged(const std::vector<ArrangedMove>& moves, std::string_view kind, std::string_view from,
                      std::string_view to);

// The SQL with the quoted key, or any other text, in all places of `:key`, or another word.
std::string with_key(std::string_view sql, std::string_view key);
std::string with_word(std::string_view sql, std::string_view word, std::string_view replacement);

}  // namespace admctl::test
