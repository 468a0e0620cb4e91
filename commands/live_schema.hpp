// What the schema commands look at: a schema of the target, with or without what a pack says of it.
#pragma once

#include <optional>
#include <string>

#include "commands/context.hpp"
#include "commands/flags.hpp"
#include "lib/pg/session.hpp"
#include "lib/schema/pack_notes.hpp"

namespace admctl::commands {

struct SchemaFlags {
  bool live = false;
  std::optional<std::string> schema;
};

void declare_schema_flags(Flags& flags, SchemaFlags& into);

// A schema of the target in one moment.
class LiveSchema {
 public:
  LiveSchema(Context& context, const SchemaFlags& flags);

  pg::Transaction& tx() { return tx_; }
  const std::string& name() const { return name_; }
  // Of no pack with --live, without a platform, and when the pack describes another schema.
  const schema::PackNotes& notes() const { return notes_; }

 private:
  const platform::Pack* pack_;
  schema::PackNotes notes_;
  std::string name_;
  pg::Transaction tx_;
};

}  // namespace admctl::commands
