#include "lib/pg/conninfo_keywords.hpp"

#include <memory>

#include <libpq-fe.h>

#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"

namespace admctl::pg {

std::vector<std::string> conninfo_keywords() {
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options{PQconndefaults(), &PQconninfoFree};
  if (!options) throw Error{code::bug, "libpq does not tell the options of a connection"};
  std::vector<std::string> out;
  for (const auto* option = options.get(); option->keyword; ++option) out.emplace_back(option->keyword);
  return out;
}

}  // namespace admctl::pg
