#include <chrono>
#include <memory>

#include <fmt/format.h>

#include "commands/groups.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/pg/transport.hpp"

namespace admctl::commands {
namespace {

class Checks {
 public:
  void add(std::string check, bool ok, std::string what) {
    table_.rows.push_back({std::move(check), Cell::state(ok ? "ok" : "failed"), std::move(what)});
    if (!ok) ++failed_;
  }
  Report report(Exit exit) {
    auto out = Report::list(std::move(table_));
    out.exit = exit == Exit::ok && failed_ > 0 ? Exit::differences : exit;
    return out;
  }

 private:
  Table table_{{{"check", "CHECK"}, {"outcome", "OUTCOME"}, {"what", "WHAT", false, false, true}}};
  std::size_t failed_ = 0;
};

double milliseconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

void check_transport(Checks& checks, const pg::Transport& transport, ops::Protection level) {
  const bool verified = transport.local || transport.sslmode_given;
  if (transport.tls) {
    checks.add("tls", verified || level != ops::Protection::guarded,
               fmt::format("{}, {}, sslmode={}", transport.protocol, transport.cipher, transport.sslmode));
    return;
  }
  const auto what = transport.local ? std::string{"none: the server is on this machine"}
                                    : fmt::format("none: sslmode={}", transport.sslmode);
  checks.add("tls", verified || level != ops::Protection::guarded, what);
}

void check_protection(Checks& checks, const Target& target, std::optional<ops::Protection> said, bool local) {
  const auto usual = local ? ops::Protection::open : ops::Protection::confirm;
  const auto level = said && target.protection ? ops::stricter(*said, *target.protection)
                                               : said.value_or(target.protection.value_or(usual));
  const auto word = [](std::optional<ops::Protection> given) {
    return given ? std::string{ops::word_of(*given)} : "nothing";
  };
  checks.add("protection", true,
             fmt::format("{} (the file says {}, the database {})", ops::word_of(level), word(target.protection),
                         word(said)));
}

void check_pack(Checks& checks, pg::Transaction& tx, const platform::Pack& pack) {
  std::vector<std::string> missing;
  for (const auto& kind : pack.kinds) {
    const auto name = pg::quote(pack.schema) + '.' + pg::quote(kind.table);
    if (!tx.value("SELECT to_regclass($1)", {name})) missing.push_back(kind.table);
  }
  checks.add("platform", missing.empty(),
             missing.empty() ? fmt::format("{}: all {} are there", pack.platform,
                                           count_of(pack.kinds.size(), "table of a kind", "tables of kinds"))
                             : fmt::format("{}: the database lacks {}", pack.platform, join(missing, ", ")));
}

Report connected(Context& context, const Target& target, const platform::Pack& pack, Checks& checks) {
  const auto before = std::chrono::steady_clock::now();
  auto session = context.open(target);
  const auto connecting = milliseconds_since(before);
  pg::Transaction tx{session, pg::Transaction::Options::snapshot()};
  const auto asked = std::chrono::steady_clock::now();
  const auto facts = tx.query(
      "SELECT current_setting('server_version') AS version, current_user AS role, pg_is_in_recovery() AS "
      "standby");
  const auto asking = milliseconds_since(asked);
  const auto row = facts.front();
  const auto transport = pg::transport_of(session);
  checks.add("connection", true,
             fmt::format("{} in {:.0f} ms; a query takes {:.1f} ms", target.place, connecting, asking));
  checks.add("server", true, fmt::format("PostgreSQL {}", row.text("version")));
  checks.add("role", true, std::string{row.text("role")});
  const bool standby = row.text("standby") == "t";
  checks.add("standby", true, standby ? "standby: it can only be read" : "primary");
  const auto said = ops::protection_of(tx);
  check_transport(
      checks, transport,
      ops::stricter(said.value_or(ops::Protection::open), target.protection.value_or(ops::Protection::open)));
  check_protection(checks, target, said, transport.local);
  check_pack(checks, tx, pack);
  return checks.report(Exit::ok);
}

Report run(Context& context, const std::optional<std::string>& name) {
  const auto target = name ? context.find_target(*name) : context.target();
  const auto& pack = context.pack_of(target);
  Checks checks;
  try {
    return connected(context, target, pack, checks);
  } catch (const Error& error) {
    if (error.exit() != Exit::no_access && error.exit() != Exit::try_again) throw;
    checks.add("connection", false,
               error.message() + (error.detail().empty() ? "" : ": " + std::string{trim(error.detail())}));
    auto report = checks.report(Exit::no_access);
    if (!error.hint().empty()) report.note(error.hint());
    return report;
  }
}

Run declare(Flags& flags) {
  auto name = std::make_shared<std::optional<std::string>>();
  flags.optional("NAME", *name, "a target; without it the one that commands would work on");
  return [name](Context& context) { return run(context, *name); };
}

const Command target_test_command{
    .name = "target test",
    .summary = "connect to a target and look at what it is",
    .details =
        "Time to connect and to answer, server version, role, TLS, primary or standby, the protection that the "
        "file and the database ask for, and whether the platform's tables are there. Ends with 4 when it "
        "cannot "
        "connect; other failed checks are 10 under --exit-code.",
    .examples = {{"admctl target test production", "before the first use, and when something is odd"},
                 {"admctl target test --db postgresql://ops@db.example.com/app --exit-code", "in a script"}},
    .effect = Effect::reads,
    .declare = declare,
};

}  // namespace

std::span<const Command> target_test_commands() { return {&target_test_command, 1}; }

}  // namespace admctl::commands
