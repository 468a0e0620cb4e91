#include "commands/live_schema.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lib/core/codes/schema.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/pg/catalog.hpp"

namespace admctl::commands {
namespace {

const platform::Pack* pack_of(Context& context, const SchemaFlags& flags) {
  if (flags.live || context.platform_name() == no_platform) return nullptr;
  const auto& pack = context.pack();
  return flags.schema.value_or(pack.schema) == pack.schema ? &pack : nullptr;
}

}  // namespace

void declare_schema_flags(Flags& flags, SchemaFlags& into) {
  flags.flag("--live", into.live, "the database alone: nothing that a platform pack says");
  flags.option("--schema", into.schema, "another schema than the platform's (public)", {.metavar = "SCHEMA"});
}

LiveSchema::LiveSchema(Context& context, const SchemaFlags& flags)
    : pack_{pack_of(context, flags)},
      notes_{pack_},
      name_{flags.schema.value_or(pack_ ? pack_->schema : "public")},
      tx_{context.session(), pg::Transaction::Options::snapshot(name_)} {
  const auto names = pg::schema_names(tx_);
  if (std::ranges::find(names, name_) != names.end()) return;
  throw Error{code::no_such_schema,
              fmt::format("the database has no schema '{}'.{}", name_, did_you_mean(name_, names)),
              "it has: " + join(names, ", "), "name one with --schema"};
}

}  // namespace admctl::commands
