// How a test database is told to people, scripts, shells and programs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "commands/context.hpp"
#include "commands/test_server.hpp"
#include "lib/core/report.hpp"

namespace admctl::commands {

// What makes programs work on that database: DATABASE_URL and the PG* variables, with the password when there
// is one; those that would lead elsewhere are removed.
std::vector<Variable> database_variables(Context& context, const pg::Conninfo& where);

// The same as lines for `eval` in a shell.
std::string as_shell(const std::vector<Variable>& variables);

// A text in single quotes, as sh reads it.
std::string shell_quoted(const std::string& text);

// The URL for people, the page for machines; with `env` the lines for a shell in every form.
Report made_report(TestServer& server, const std::string& name, const local::DatabaseMark& mark,
                   const std::string& source, bool env);

// "9.1 MiB"; empty without size.
Cell size_cell(const std::optional<std::int64_t>& bytes);
// "test database", "template" or "unfinished".
std::string kind_of(const local::FoundDatabase& database);

}  // namespace admctl::commands
