#include "commands/context.hpp"

namespace admctl::commands {

std::string Target::describe() const { return embedded ? name + " (" + place + ", embedded)" : place; }

}  // namespace admctl::commands
