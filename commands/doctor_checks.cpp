#include "commands/doctor_checks.hpp"

#include <fmt/format.h>

#include "lib/audit/seal_source.hpp"
#include "lib/audit/seal_store.hpp"
#include "lib/core/text.hpp"
#include "lib/migrate/expression_check.hpp"
#include "lib/ops/pack_check.hpp"
#include "lib/platform/sql_uses.hpp"

namespace admctl::commands {
namespace {

using health::Findings;
using health::Severity;
using health::Subject;

void check_seals(const Subject& subject, Findings& findings) {
  pg::Transaction tx{subject.session, subject.transaction()};
  Object evidence;
  std::size_t sealed = 0;
  Millis oldest{0};
  std::optional<Millis> overdue;
  const auto sources =
      audit::has_seals(tx) ? audit::seal_sources(tx, subject.pack, {}) : std::vector<audit::SealSource>{};
  for (const auto& source : sources) {
    const auto seal = audit::load_last_seal(tx, source.name);
    const auto sealed_at = seal ? parse_time(seal->sealed_at) : std::nullopt;
    if (!sealed_at) continue;
    ++sealed;
    evidence[source.name] = seal->sealed_at;
    const auto age = subject.clock.now() - *sealed_at;
    oldest = std::max(oldest, age);
    // An old seal of what has not grown is as good as a new one, and there would be no new one.
    if (age > subject.limits.seal_age && audit::has_unsealed_after(tx, source, seal->sealed_at))
      overdue = std::max(overdue.value_or(age), age);
  }
  if (sealed == 0) {
    findings.add("never-sealed", "the audit log was never sealed", {}, "admctl audit seal --key audit.key");
    return;
  }
  if (overdue) {
    findings.add("seal-old",
                 fmt::format("the last seal is {} old, and rows came after it", format_duration(*overdue)),
                 evidence, "admctl audit seal --key audit.key");
  }
  findings.ok(fmt::format("{} sealed, last {} ago; 'audit verify' compares the rows",
                          count_of(sealed, "source"), format_duration(oldest)),
              evidence);
}

void check_pack(const Subject& subject, Findings& findings) {
  if (is_foreign(subject, findings)) return;
  const auto& pack = subject.pack;
  std::vector<ops::PackFinding> found;
  for (const auto& use : platform::sql_uses(pack)) {
    if (auto mistake = migrate::expression_mistake(use.sql))
      found.push_back(
          {ops::pack_rule::sql_unparsed.id, platform::Severity::error, use.place, std::move(*mistake), {}});
  }
  pg::Transaction tx{subject.session, subject.transaction()};
  for (auto& each : ops::check_pack(tx, pack)) found.push_back(std::move(each));
  for (const auto& each : found) {
    auto& finding = findings.add("pack-misfit", each.place + ": " + each.message,
                                 Object{{"place", each.place}, {"message", each.message}, {"hint", each.hint}},
                                 "admctl platform lint --live");
    if (each.severity == platform::Severity::warning) finding.severity = Severity::warning;
  }
  findings.ok(fmt::format("pack {} fits the database", pack.platform), Object{{"platform", pack.platform}});
}

}  // namespace

bool is_foreign(const Subject& subject, Findings& findings) {
  pg::Transaction tx{subject.session, subject.transaction()};
  if (!health::pack_tables(tx, subject.pack).is_foreign()) return false;
  findings.add("left-out", fmt::format("left out: no table of platform {} is here", subject.pack.platform));
  return true;
}

std::vector<health::Check> platform_checks() {
  return {
      {"seals", "how old the last seal of the audit log is", check_seals},
      {"migrations", "failed, edited, unknown or pending ones", check_migrations},
      {"drift", "tables and columns that are not what the migrations made", check_drift},
      {"pack", "whether the platform pack fits the database", check_pack},
  };
}

std::vector<health::Check> doctor_checks() {
  auto checks = health::server_checks();
  for (auto& check : platform_checks()) checks.push_back(std::move(check));
  return checks;
}

}  // namespace admctl::commands
