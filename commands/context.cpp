#include "commands/context.hpp"

namespace admctl::commands {

std::string Target::describe() const {
  if (embedded) return name + " (" + place + ", embedded)";
  return is_named ? name + " (" + place + ")" : place;
}

}  // namespace admctl::commands
