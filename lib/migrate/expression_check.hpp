// Whether PostgreSQL's parser understands an SQL expression.
#pragma once

#include <optional>
#include <string>

namespace admctl::migrate {

// What the parser says of it; nullopt when it is one expression. Names and types are not looked at.
std::optional<std::string> expression_mistake(const std::string& expression);

}  // namespace admctl::migrate
