// Which tables of a platform the commands of each role read and write, from what its pack says. No database.
#pragma once

#include <array>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "lib/ops/ledger_access.hpp"
#include "lib/pg/catalog.hpp"
#include "lib/platform/pack.hpp"

namespace admctl::schema {

enum class RoleKind {
  reader,     // inspect, check, audit list, config list, op list, schema, migrate status
  operator_,  // and transition, recover, op undo, plans and approvals, audit export
  admin,      // and config, seed categories, migrate, audit archive
  auditor,    // audit list, export, seal, verify, and the ledger; no records but their names
};

inline constexpr std::array all_roles{RoleKind::reader, RoleKind::operator_, RoleKind::admin,
                                      RoleKind::auditor};

// "reader", "operator", "admin", "auditor"
std::string_view role_name(RoleKind kind);
// What the role is for, in one sentence.
std::string_view role_purpose(RoleKind kind);

struct TableAccess {
  bool select = false;                   // every column ...
  std::set<std::string> select_columns;  // ... or these alone
  bool insert = false;
  bool remove = false;
  std::set<std::string> update_columns;
};

// By table of the pack's schema; tables that the catalog does not have are left out. Tables that commands read
// whole are granted whole; of others the columns that the pack calls secret are left out.
using Access = std::map<std::string, TableAccess, std::less<>>;
Access access_of(const platform::Pack& pack, const pg::Catalog& catalog, RoleKind kind);

// What the role does with the ledger.
std::vector<ops::LedgerUse> ledger_uses(RoleKind kind);

// Tables that stand behind FROM or JOIN in a piece of SQL.
std::set<std::string> tables_in(std::string_view sql);

}  // namespace admctl::schema
