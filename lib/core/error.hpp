// The one exception type of admctl and the table of its stable codes.
// Knows nothing of SQL, terminals or commands.
#pragma once

#include <exception>
#include <span>
#include <string>
#include <string_view>

namespace admctl {

// Process exit codes; scripts rely on them (README, "Exit codes").
enum class Exit : int {
  ok = 0,
  failure = 1,
  usage = 2,
  not_found = 3,
  no_access = 4,
  conflict = 5,
  refused = 6,
  approval_needed = 7,
  partial = 8,
  verification = 9,
  differences = 10,
  declined = 11,
  outcome_unknown = 12,
  bug = 70,
  try_again = 75,
  bad_config = 78,
  wait_timeout = 124,
  interrupted = 130,
  terminated = 143,
};

// A stable error code: `number` prints as ADM-nnnn and never changes its meaning.
struct Code {
  int number;
  Exit exit;
  std::string_view summary;

  friend bool operator==(const Code& a, const Code& b) { return a.number == b.number; }
};

// 1xxx usage and packs, 2xxx records, 3xxx migrations, 4xxx database, 5xxx configuration,
// 6xxx audit, 7xxx local server, 8xxx interruption, 9xxx bugs.
namespace code {
inline constexpr Code usage{1001, Exit::usage, "the command line is not valid"};
inline constexpr Code missing_flag{1002, Exit::usage, "a needed flag is missing"};
inline constexpr Code declined{1003, Exit::declined, "declined at the prompt"};
inline constexpr Code unknown_platform{1101, Exit::not_found, "no pack of that name"};
inline constexpr Code bad_pack{1102, Exit::bad_config, "a platform pack is not valid"};
inline constexpr Code bad_file{1103, Exit::failure, "a file cannot be read or written"};
inline constexpr Code output_failed{1104, Exit::failure, "standard output cannot be written"};
inline constexpr Code unknown_kind{2001, Exit::not_found, "the platform has no such kind"};
inline constexpr Code no_such_record{2002, Exit::not_found, "no record has that key"};
inline constexpr Code unknown_state{2003, Exit::usage, "the lifecycle has no such state"};
inline constexpr Code record_moved{2101, Exit::conflict, "the record is not in the expected state"};
inline constexpr Code image_moved{2102, Exit::conflict, "a row changed since the operation that touched it"};
inline constexpr Code move_refused{2103, Exit::refused, "the lifecycle does not allow the move"};
inline constexpr Code guard_refused{2104, Exit::refused, "a guard refused the move"};
inline constexpr Code reason_needed{2105, Exit::usage, "a reason is needed"};
inline constexpr Code not_undoable{2106, Exit::refused, "the operation cannot be undone"};
inline constexpr Code no_such_operation{2107, Exit::not_found, "the ledger has no such operation"};
inline constexpr Code ledger_broken{2108, Exit::verification, "the ledger's hash chain is broken"};
inline constexpr Code not_empty{2109, Exit::refused, "the target already holds rows"};
inline constexpr Code key_reused{2110, Exit::conflict, "the idempotency key belongs to another command"};
inline constexpr Code shared_row{2111, Exit::conflict, "two records of a batch change the same row"};
inline constexpr Code input_missing{2112, Exit::refused, "the move needs a value that was not given"};
inline constexpr Code input_unknown{2113, Exit::usage, "the move takes no such value"};
inline constexpr Code invariant_broken{2114, Exit::refused, "the change would break an invariant"};
inline constexpr Code too_many{2115, Exit::refused, "more records than the limit allows"};
inline constexpr Code batch_partial{2116, Exit::partial, "part of a batch failed"};
inline constexpr Code approval_needed{2117, Exit::approval_needed, "the plan waits for an approval"};
inline constexpr Code approval_refused{2118, Exit::refused, "the plan cannot be approved so"};
inline constexpr Code plan_moved{2119, Exit::conflict, "a record moved since the plan was made"};
inline constexpr Code input_invalid{2120, Exit::usage, "a value does not fit its column"};
inline constexpr Code bad_protection{2121, Exit::bad_config, "the database's protection is not known"};
inline constexpr Code no_categories{2201, Exit::not_found, "the platform has no categories"};
inline constexpr Code no_generator{2202, Exit::not_found, "the platform has no generator for demo data"};
inline constexpr Code unknown_invariant{2310, Exit::not_found, "the platform has no such invariant"};
inline constexpr Code ambiguous_record{2320, Exit::not_found, "several records begin with that key"};
inline constexpr Code watch_timeout{2321, Exit::wait_timeout, "the record did not get there in time"};
inline constexpr Code secret_column{2322, Exit::refused, "a secret column is not searched or sorted by"};
inline constexpr Code no_such_party{2323, Exit::not_found, "no party has that name"};
inline constexpr Code bad_cursor{2325, Exit::usage, "the cursor belongs to another list"};
inline constexpr Code graphviz_missing{2330, Exit::bad_config,
                                       "Graphviz, which draws pictures, is not installed"};
inline constexpr Code drawing_failed{2331, Exit::failure, "a picture could not be drawn"};
inline constexpr Code recipe_does_not_apply{2340, Exit::refused, "the record is not in the recipe's condition"};
inline constexpr Code recipe_input_missing{2341, Exit::usage, "the recipe needs a value that was not given"};
inline constexpr Code recipe_input_refused{2342, Exit::usage, "a value given to the recipe cannot be right"};
inline constexpr Code recipe_without_effect{2343, Exit::refused, "the recipe finds nothing to write"};
inline constexpr Code unknown_recipe{2344, Exit::not_found, "the platform has no such recipe"};
inline constexpr Code migration_failed{3001, Exit::failure, "a migration failed and was rolled back"};
inline constexpr Code migration_edited{3002, Exit::verification, "an applied migration was edited"};
inline constexpr Code migration_blocked{3003, Exit::refused, "an earlier migration failed and is unresolved"};
inline constexpr Code migration_missing{3004, Exit::verification, "an applied migration is not on disk"};
inline constexpr Code migration_unparsed{3005, Exit::failure, "a migration file cannot be parsed"};
inline constexpr Code migration_locked{3006, Exit::try_again, "another runner holds the migration lock"};
inline constexpr Code migration_not_baselined{3007, Exit::refused,
                                              "the schema is not empty and has no history"};
inline constexpr Code migration_pending{3008, Exit::differences, "migrations are pending"};
inline constexpr Code schema_missing{3009, Exit::failure, "a table of the platform does not exist"};
inline constexpr Code migration_not_transactional{3010, Exit::failure,
                                                  "a statement cannot run in the transaction of its migration"};
inline constexpr Code cannot_connect{4001, Exit::no_access, "the database cannot be reached"};
inline constexpr Code cannot_authenticate{4002, Exit::no_access, "the database refused the login"};
inline constexpr Code no_privilege{4003, Exit::no_access, "the role lacks a privilege"};
inline constexpr Code no_such_database{4004, Exit::no_access, "the database does not exist"};
inline constexpr Code sql_failed{4005, Exit::failure, "a statement failed"};
inline constexpr Code lock_timeout{4006, Exit::try_again, "a lock was not granted in time"};
inline constexpr Code statement_timeout{4007, Exit::try_again, "a statement took too long"};
inline constexpr Code serialization{4008, Exit::try_again, "retries were exhausted"};
inline constexpr Code connection_lost{4009, Exit::no_access, "the connection was lost"};
inline constexpr Code outcome_unknown{4010, Exit::outcome_unknown,
                                      "it is not known whether the commit happened"};
inline constexpr Code constraint_violated{4011, Exit::refused, "a constraint of the database refused the row"};
inline constexpr Code bad_url{4012, Exit::usage, "the connection string is not valid"};
inline constexpr Code config_unknown_key{5001, Exit::not_found, "the platform has no such configuration key"};
inline constexpr Code config_invalid{5002, Exit::usage, "the value does not fit the schema"};
inline constexpr Code config_moved{5003, Exit::conflict, "the configuration value changed meanwhile"};
inline constexpr Code no_config{5004, Exit::not_found, "the platform has no configuration table"};
inline constexpr Code config_secret{5005, Exit::refused, "a secret value is not printed"};
inline constexpr Code export_failed{6001, Exit::failure, "the export could not be written"};
inline constexpr Code no_server_binaries{7001, Exit::bad_config, "no PostgreSQL server binaries are installed"};
inline constexpr Code server_start_failed{7002, Exit::failure, "the embedded PostgreSQL did not start"};
inline constexpr Code server_stop_failed{7003, Exit::failure, "the embedded PostgreSQL did not stop"};
inline constexpr Code demo_failed{7101, Exit::failure, "a step of the demo did not go as it should"};
inline constexpr Code interrupted{8001, Exit::interrupted, "interrupted"};
inline constexpr Code bug{9001, Exit::bug, "bug in admctl"};
}  // namespace code

// Every code above, in numeric order; what documentation and tests iterate.
std::span<const Code> all_codes();

// What went wrong (message), why (detail), and what to do (hint).
// Thrown anywhere, caught once in cli. Secrets must be redacted before it is thrown.
class Error : public std::exception {
 public:
  Error(const Code& code, std::string message, std::string detail = {}, std::string hint = {});

  const Code& code() const { return code_; }
  Exit exit() const { return code_.exit; }
  const std::string& message() const { return message_; }
  const std::string& detail() const { return detail_; }
  const std::string& hint() const { return hint_; }
  // The id of the operation the error belongs to, empty when there is none.
  const std::string& operation() const { return operation_; }
  // True when running the same command again may succeed without any change.
  bool retryable() const { return code_.exit == Exit::try_again; }
  const char* what() const noexcept override { return message_.c_str(); }

  Error& with_detail(std::string detail);
  Error& with_hint(std::string hint);
  Error& with_operation(std::string id);

 private:
  Code code_;
  std::string message_;
  std::string detail_;
  std::string hint_;
  std::string operation_;
};

// "ADM-2103"
std::string code_name(const Code& code);

}  // namespace admctl
