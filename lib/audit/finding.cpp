#include "lib/audit/finding.hpp"

namespace admctl::audit {

std::string_view name_of(FindingKind kind) {
  switch (kind) {
    case FindingKind::row_changed:
      return "row changed";
    case FindingKind::row_deleted:
      return "row deleted";
    case FindingKind::row_inserted:
      return "row inserted";
    case FindingKind::leaves_changed:
      return "leaves changed";
    case FindingKind::seal_missing:
      return "seal missing";
    case FindingKind::seal_changed:
      return "seal changed";
    case FindingKind::bad_signature:
      return "bad signature";
    case FindingKind::not_continued:
      return "another history";
    case FindingKind::ledger_changed:
      return "ledger changed";
    case FindingKind::file_changed:
      return "file changed";
    case FindingKind::file_missing:
      return "file missing";
  }
  return "";
}

}  // namespace admctl::audit
