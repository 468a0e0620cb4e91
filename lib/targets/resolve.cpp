#include "lib/targets/resolve.hpp"

#include <fmt/format.h>

#include "lib/core/codes/target.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/pg/transport.hpp"
#include "lib/targets/expansion.hpp"

namespace admctl::targets {
namespace {

// libpq takes '~' for a folder of that name.
std::string with_home(std::string path, const Variables& variables) {
  if (!path.starts_with("~/")) return path;
  const auto home = variables("HOME");
  return home ? *home + path.substr(1) : path;
}

// True when sslmode was added.
bool verify_when_protected(pg::Conninfo& where, std::optional<ops::Protection> protection) {
  if (protection != ops::Protection::guarded || where.get("sslmode") || where.get("service")) return false;
  if (pg::is_local(where)) return false;
  where.set("sslmode", "verify-full");
  return true;
}

}  // namespace

Resolved resolve(const Entry& entry, const Variables& variables) {
  const auto* url = entry.find("url");
  const auto* service = entry.find("service");
  if (!url && !service) {
    throw Error{code::bad_targets, fmt::format("target '{}' has neither a url nor a service", entry.name),
                "it is in " + join(entry.files, ", "), "add 'url: postgresql://user@host/database' to it"};
  }
  Resolved out;
  out.name = entry.name;
  out.groups = entry.groups;
  out.protection = entry.protection();
  if (url) out.conninfo = expanded_url(*url, variables);
  if (service) out.conninfo.set("service", expanded(*service, variables));
  const auto* passfile = entry.find("passfile");
  if (passfile) out.conninfo.set("passfile", with_home(expanded(*passfile, variables), variables));
  if (const auto* platform = entry.find("platform")) out.platform = expanded(*platform, variables);
  out.verify_added = verify_when_protected(out.conninfo, out.protection);
  if (const auto* replica = entry.find("replica")) {
    out.replica = expanded_url(*replica, variables);
    if (passfile) out.replica->set("passfile", *out.conninfo.get("passfile"));
    verify_when_protected(*out.replica, out.protection);
  }
  return out;
}

}  // namespace admctl::targets
