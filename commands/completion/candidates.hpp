// What may stand where a command line is still being typed: names out of the pack, the folder of migrations and
// the database.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "commands/completion/partial_line.hpp"
#include "commands/context.hpp"

namespace admctl::commands {

struct Candidate {
  std::string value;  // one that ends with '/' is only the beginning
  std::string description;
};

struct Candidates {
  std::vector<Candidate> values;
  bool files = false;  // the shell offers files, too
};

// What a source works with.
class Query {
 public:
  Query(Context& of, const PartialLine& typed) : context{of}, line{typed} {}

  Context& context;
  const PartialLine& line;
  Candidates found;

  // Keeps what begins with what is typed.
  void add(std::string value, std::string_view description = {});
  // The transaction to read in: read-only, with a short statement timeout. nullptr when that would mean to
  // start the embedded server, or when it cannot be connected to.
  pg::Transaction* database();
  // The kind that the line is about, by its positional arguments; nullptr when there is none.
  const platform::Kind* kind();
  // "1042" of a first argument "deal/1042"; empty when it is none.
  std::string record() const;

 private:
  std::optional<pg::Session> session_;
  std::optional<pg::Transaction> tx_;
};

// Throws what the pack's reading and the database throw.
Candidates complete(Context& context, const PartialLine& line);

// A source of candidates for a flag or a positional argument of some commands.
struct CandidateSource {
  std::string_view path;  // a command or the beginning of one; empty: every command
  std::string_view name;  // a flag's longest name or a metavar
  void (*add)(Query& query);
};
// The first that fits is taken.
std::span<const CandidateSource> candidate_sources();
std::span<const CandidateSource> database_sources();
std::span<const CandidateSource> schema_sources();
std::span<const CandidateSource> ledger_sources();
std::span<const CandidateSource> target_sources();

}  // namespace admctl::commands
