// The schema commands that have a file of their own; schema.cpp hands all of them to the registry.
#pragma once

#include "commands/command.hpp"

namespace admctl::commands {

Command schema_tables_command();
Command schema_describe_command();
Command schema_catalog_command();
Command schema_erd_command();
Command schema_grants_command();

}  // namespace admctl::commands
