#include "cli/environment.hpp"

#include <cstdlib>

namespace admctl::cli {

Environment process_environment() {
  return [](const std::string& name) -> std::optional<std::string> {
    const char* value = std::getenv(name.c_str());
    if (!value || *value == '\0') return std::nullopt;
    return value;
  };
}

}  // namespace admctl::cli
