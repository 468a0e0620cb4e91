// The environment as a function, so that what depends on it can be tested.
#pragma once

#include <functional>
#include <optional>
#include <string>

namespace admctl::cli {

// The value of a variable; nullopt when it is unset or empty, which every variable of ours treats alike.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;

Environment process_environment();

}  // namespace admctl::cli
