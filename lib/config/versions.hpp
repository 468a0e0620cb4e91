// Documents of which every version stays as it was published: one version is active, the others are kept.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/config/schema.hpp"
#include "lib/core/value.hpp"
#include "lib/ops/write.hpp"

namespace admctl::config {

struct Version {
  std::string version;
  std::string title;  // empty: none
  bool active = false;
  std::optional<std::string> deprecated;  // since when, as PostgreSQL writes a timestamp into JSON
  std::optional<std::string> updated;
  Value document;            // masked when the key is secret
  std::int64_t records = 0;  // made with this version
};

// In order of the versions: 1.9.0 before 1.10.0. Throws code::config_not_versioned for any other key.
std::vector<Version> list_versions(pg::Transaction& tx, const platform::Pack& pack, const Schema& schema,
                                   std::string_view key);
// Throws code::no_such_version.
Version find_version(pg::Transaction& tx, const platform::Pack& pack, const Schema& schema,
                     std::string_view key, std::string_view version);

struct NewVersion {
  std::string version;
  std::string title;
  Value document;
};

struct VersionResult {
  std::string version;
  std::optional<std::string> before;  // the version that was active
  std::optional<std::string> after;   // the one that is active now
  ops::Outcome outcome;               // its operation is empty when there was nothing to do
};

// Adds an inactive version; the document is checked. The same version with the same document again changes
// nothing. Throws code::version_exists, config_invalid, config_not_versioned.
VersionResult create_version(pg::Session& session, const platform::Pack& pack, const Schema& schema,
                             const ops::Request& request, std::string_view key, const NewVersion& wanted,
                             const ops::WriteOptions& options = {});
// Makes it the only active version: all rows are locked, the one active before is deprecated. `expect`: the
// version that must be active now, no_revision for none. Throws code::no_such_version, config_moved,
// config_invalid.
VersionResult activate_version(pg::Session& session, const platform::Pack& pack, const Schema& schema,
                               const ops::Request& request, std::string_view key, std::string_view version,
                               const std::optional<std::string>& expect, const ops::WriteOptions& options = {});
// Marks a version that is not active as not to be used any more. Throws code::version_active for the active
// one, code::config_not_versioned when the platform keeps no such mark.
VersionResult deprecate_version(pg::Session& session, const platform::Pack& pack, const Schema& schema,
                                const ops::Request& request, std::string_view key, std::string_view version,
                                const ops::WriteOptions& options = {});

}  // namespace admctl::config
