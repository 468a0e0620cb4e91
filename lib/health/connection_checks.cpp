#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "lib/health/checks.hpp"
#include "lib/health/judgement.hpp"
#include "lib/pg/connection_facts.hpp"
#include "lib/pg/versions.hpp"

namespace admctl::health {
namespace {

constexpr int oldest_supported = 13;

// The last day on which a major version gets fixes, as the project announced.
struct SupportEnd {
  int major;
  std::string_view day;
};
constexpr std::array support_ends{SupportEnd{13, "2025-11-13"}, SupportEnd{14, "2026-11-12"},
                                  SupportEnd{15, "2027-11-11"}, SupportEnd{16, "2028-11-09"},
                                  SupportEnd{17, "2029-11-08"}, SupportEnd{18, "2030-11-14"}};

std::int64_t count(pg::RowView row, std::string_view column) {
  return row.is_null(column) ? 0 : row.integer(column);
}

}  // namespace

void check_connection(const Subject& subject, Findings& findings) {
  const auto begun = subject.clock.now();
  subject.session.execute_alone("SELECT 1");
  const auto round_trip = subject.clock.now() - begun;
  const auto facts = pg::connection_facts(subject.session);
  pg::Transaction tx{subject.session, subject.transaction()};
  const auto rows = tx.query(
      "SELECT current_user AS role, current_setting('max_connections')::int AS most, "
      "current_setting('superuser_reserved_connections')::int AS reserved, "
      "(SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend') AS used");
  const auto row = rows.front();
  const auto most = count(row, "most") - count(row, "reserved");
  const auto used = count(row, "used");
  Object evidence{{"host", facts.host},
                  {"port", facts.port},
                  {"database", facts.database},
                  {"role", row.text("role")},
                  {"roundTripMs", round_trip.count()},
                  {"connections", used},
                  {"maxConnections", most}};
  judge_connections(used, most, evidence, findings);
  findings.ok(fmt::format("{} as {}, round trip {}, {} of {} connections taken", facts.database,
                          row.text("role"), format_duration(round_trip), used, most),
              evidence);
}

void check_encryption(const Subject& subject, Findings& findings) {
  judge_encryption(pg::connection_facts(subject.session), findings);
}

void judge_connections(std::int64_t used, std::int64_t most, const Object& evidence, Findings& findings) {
  if (used * 10 < most * 9) return;
  findings.add("connections-short", fmt::format("{} of {} connections are taken", used, most), evidence,
               "SELECT usename, application_name, state, count(*) FROM pg_stat_activity GROUP BY 1, 2, 3 "
               "ORDER BY 4 DESC");
}

void judge_encryption(const pg::ConnectionFacts& facts, Findings& findings) {
  Object evidence{{"encrypted", facts.encrypted}, {"sslmode", facts.sslmode}};
  if (facts.encrypted) {
    evidence["protocol"] = facts.protocol;
    evidence["cipher"] = facts.cipher;
  }
  if (facts.unix_socket) {
    findings.ok("a unix socket: nothing crosses a network", evidence);
    return;
  }
  if (!facts.encrypted && facts.loopback) {
    findings.ok("not encrypted, but it does not leave this machine", evidence);
    return;
  }
  const bool proven = facts.sslmode == "verify-full" || facts.sslmode == "verify-ca";
  if (!facts.encrypted) {
    findings.add("not-encrypted", fmt::format("the connection to {} is not encrypted", facts.host), evidence,
                 "add sslmode=verify-full to the URL");
  } else if (!proven && !facts.loopback) {
    findings.add("server-not-proven",
                 fmt::format("{} with sslmode={}: the certificate of {} was not checked", facts.protocol,
                             facts.sslmode, facts.host),
                 evidence, "add sslmode=verify-full to the URL, and sslrootcert for an authority of your own");
  }
  findings.ok(fmt::format("{}, {}, sslmode={}", facts.protocol, facts.cipher, facts.sslmode), evidence);
}

void check_versions(const Subject& subject, Findings& findings) {
  pg::Transaction tx{subject.session, subject.transaction()};
  const auto server = tx.value("SELECT split_part(current_setting('server_version'), ' ', 1)").value_or("");
  judge_versions({subject.session.server_version(), server, pg::libpq_version()}, subject.clock.now(),
                 findings);
}

void judge_versions(const Versions& versions, Time now, Findings& findings) {
  const int major = versions.number / 10000;
  Object evidence{{"server", versions.server}, {"serverVersion", versions.number}, {"libpq", versions.libpq}};
  const auto end = std::ranges::find(support_ends, major, &SupportEnd::major);
  if (end != support_ends.end()) evidence["supportEnds"] = end->day;
  if (major < oldest_supported) {
    findings.add("server-unsupported",
                 fmt::format("the server is PostgreSQL {}; admctl needs {}", versions.server, oldest_supported),
                 evidence);
  } else if (end != support_ends.end() && *parse_time(end->day) + std::chrono::days{1} < now) {
    findings.add("server-out-of-support",
                 fmt::format("PostgreSQL {} gets no fixes since {}", versions.server, end->day), evidence);
  }
  findings.ok(fmt::format("PostgreSQL {}, libpq {}", versions.server, versions.libpq), evidence);
}

void check_clock(const Subject& subject, Findings& findings) {
  pg::Transaction tx{subject.session, subject.transaction()};
  const auto begun = subject.clock.now();
  const auto server = tx.value("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint");
  const auto round_trip = subject.clock.now() - begun;
  const Time answered{Millis{std::stoll(server.value_or("0"))}};
  // The answer is from about the middle of the round trip.
  const auto skew = answered - (begun + round_trip / 2);
  const auto size = skew < Millis{0} ? -skew : skew;
  Object evidence{{"skewMs", skew.count()}, {"uncertaintyMs", (round_trip / 2).count() + 1}};
  const auto text = fmt::format("the server's clock is {} {} this machine's", format_duration(size),
                                skew < Millis{0} ? "behind" : "ahead of");
  if (size > subject.limits.clock_skew + round_trip / 2) {
    findings.add("clock-skew", text, evidence, "chronyc tracking");
  }
  findings.ok(size <= round_trip / 2 + Millis{1} ? "the server's clock is this machine's" : text, evidence);
}

}  // namespace admctl::health
