// Statements that a session repeats, prepared so that the server parses and plans them once. Only for sources
// of lib/pg: this header includes pqxx.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include <pqxx/pqxx>

namespace admctl::pg {

// A pooler in transaction mode may give every transaction another server process: what was prepared on one is
// not looked for on another, and names are of this process alone.
class PreparedStatements {
 public:
  // A transaction begins on the server process `backend`.
  void begin(int backend) { backend_ = backend; }

  // The name under which `sql` is prepared on this transaction's server process, nullptr when it is to be sent
  // as it is: it was not repeated often enough, or is no query. Prepares it when its time has come; throws what
  // pqxx throws.
  const std::string* name_of(pqxx::connection_base& connection, std::string_view sql);

 private:
  struct Statement {
    std::size_t uses = 0;
    std::map<int, std::string> names;  // by server process
  };

  int backend_ = 0;
  std::size_t prepared_ = 0;
  std::map<std::string, Statement, std::less<>> statements_;
};

}  // namespace admctl::pg
