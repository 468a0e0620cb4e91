#include "lib/pg/transport.hpp"

#include <algorithm>
#include <memory>

#include <libpq-fe.h>

#include "lib/core/text.hpp"
#include "lib/pg/connection.hpp"

namespace admctl::pg {
namespace {

std::string text(const char* value) { return value ? value : ""; }

bool is_local_host(std::string_view host) {
  return host.empty() || host.starts_with('/') || host.starts_with('@') || host == "localhost" ||
         host.starts_with("127.") || host == "::1";
}

}  // namespace

Transport transport_of(Session& session) {
  auto* raw = session.impl().connection->raw();
  Transport out;
  out.host = text(PQhost(raw));
  const auto address = text(PQhostaddr(raw));
  // A name that is led to this machine by hostaddr is that of another one behind a tunnel.
  out.local = is_local_host(out.host) && is_local_host(address);
  out.tls = PQsslInUse(raw) != 0;
  if (out.tls) {
    out.protocol = text(PQsslAttribute(raw, "protocol"));
    out.cipher = text(PQsslAttribute(raw, "cipher"));
  }
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options{PQconninfo(raw), &PQconninfoFree};
  for (const auto* option = options.get(); option && option->keyword; ++option) {
    if (std::string_view{option->keyword} != "sslmode") continue;
    out.sslmode = text(option->val);
    out.sslmode_given = session.where().get("sslmode") || out.sslmode != text(option->compiled);
  }
  return out;
}

bool is_local(const Conninfo& where) {
  const auto host = where.get("host");
  const auto address = where.get("hostaddr");
  if (!host && !address) return !where.get("service");
  const auto are_local = [](const std::optional<std::string>& hosts) {
    return std::ranges::all_of(split(hosts.value_or(""), ','), is_local_host);
  };
  return are_local(host) && are_local(address);
}

}  // namespace admctl::pg
