// Which audit rows a command is about: the flags that audit list, tail and export share.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "commands/context.hpp"
#include "commands/flags.hpp"
#include "lib/audit/audit_filter.hpp"

namespace admctl::commands {

struct AuditFilterFlags {
  std::optional<std::string> record;
  std::vector<std::string> sources;
  std::optional<std::string> since;
  std::optional<std::string> until;
  audit::Filter filter;
};

void declare_audit_filter(Flags& flags, AuditFilterFlags& into);

// Looks up the record, if one is named. Throws code::usage, unknown_kind, no_such_record.
audit::Filter audit_filter_of(Context& context, const AuditFilterFlags& flags);
std::vector<audit::SourceKind> audit_sources_of(const AuditFilterFlags& flags);

}  // namespace admctl::commands
