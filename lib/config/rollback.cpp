#include "lib/config/rollback.hpp"

#include <limits>
#include <set>

#include <fmt/format.h>

#include "lib/config/history.hpp"
#include "lib/config/store.hpp"
#include "lib/core/codes/config.hpp"
#include "lib/core/error.hpp"

namespace admctl::config {
namespace {

[[noreturn]] void refuse(std::string_view key, std::string_view to, std::string_view why) {
  throw Error{code::no_such_revision,
              fmt::format("{} cannot be taken back to '{}': {}", key, to, why),
              {},
              fmt::format("'admctl config history {} -o wide' shows its revisions and operations", key)};
}

// The values that `to` may mean; more than one when it is the beginning of several operations.
struct Found {
  std::optional<Value> value;
  std::set<std::string> operations;
  bool any = false;
};

Found find(const std::vector<Edit>& edits, std::string_view to) {
  Found found;
  for (const auto& edit : edits) {
    if (!edit.revision_after.empty() && edit.revision_after == to) return {edit.after, {}, true};
    if (!edit.revision_before.empty() && edit.revision_before == to) return {edit.before, {}, true};
    if (!edit.operation || !edit.operation->starts_with(to)) continue;
    // The newest change of an operation is what it left.
    if (found.operations.insert(*edit.operation).second && !found.any) found.value = edit.after;
    found.any = true;
  }
  return found;
}

}  // namespace

Wanted as_it_was(pg::Transaction& tx, const platform::Pack& pack, const Schema& schema, std::string_view key,
                 std::string_view to) {
  if (mapping_of(pack).find_document(key)) {
    throw Error{code::config_versioned,
                fmt::format("{} is a versioned document", key),
                {},
                fmt::format("activate the version that shall count: 'admctl config activate {} VERSION'", key)};
  }
  const auto edits = history(tx, pack, schema, key, std::numeric_limits<std::int32_t>::max());
  if (schema.is_secret(key)) {
    throw Error{code::secret_not_kept,
                fmt::format("{} is a secret: the ledger does not know what it was", key),
                {},
                fmt::format("write the former value again: 'admctl config set {} --file FILE'", key)};
  }
  const auto now = find_entry(tx, pack, schema, key);
  const auto revision = now ? now->revision : std::string{no_revision};
  if (now && now->revision == to) return {std::string{key}, now->value, revision};
  if (to.empty()) refuse(key, to, "that names no revision");
  auto found = find(edits, to);
  if (!found.any) refuse(key, to, "the ledger knows no such revision or operation of this key");
  if (found.operations.size() > 1) refuse(key, to, "several operations begin so");
  return {std::string{key}, std::move(found.value), revision};
}

}  // namespace admctl::config
