#include "lib/migrate/backfill.hpp"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "lib/core/codes/migration.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/migrate/backfill_crew.hpp"
#include "lib/ops/ledger_schema.hpp"
#include "lib/ops/write.hpp"

namespace admctl::migrate {
namespace {

using Steady = std::chrono::steady_clock;

constexpr Millis report_pause{200};

pg::Transaction::Options options_for(const platform::Pack& pack) {
  pg::Transaction::Options options;
  options.schema = pack.schema;
  // Counting a table and taking a sample of it.
  options.timeouts.statement = Millis{600'000};
  return options;
}

std::optional<BackfillState> look_up(pg::Session& session, const platform::Pack& pack, std::string_view name) {
  pg::Transaction tx{session, options_for(pack)};
  return find_backfill(tx, name);
}

Error cancelled(std::string_view name) {
  return {code::backfill_cancelled, fmt::format("backfill {} was cancelled", name),
          "what it had changed by then stays", "to begin again, give it another name in its file"};
}

void require_same(const BackfillState& state, const Backfill& backfill) {
  if (state.hash == backfill.hash()) return;
  throw Error{code::backfill_moved,
              fmt::format("backfill {} was begun with another table, key, set or where", backfill.name),
              fmt::format("{} of about {} rows passed, {}", state.scanned, state.total, state.state),
              "restore the file to continue it, or give the new one another name"};
}

ops::WriteOptions write_options() {
  ops::WriteOptions options;
  options.timeouts.statement = Millis{600'000};
  return options;
}

void begin(pg::Session& session, const platform::Pack& pack, const Backfill& backfill, ops::Request request,
           const BackfillKey& key, std::int64_t workers) {
  request.kind = "migrate.backfill.begin";
  ops::write(
      session, pack, request,
      [&](ops::Writer& writer) {
        ops::ensure_ledger(writer.tx(), ops::LedgerPart::backfills);
        // Another process may have been first.
        if (find_backfill(writer.tx(), backfill.name)) return;
        begin_backfill(writer, backfill, key, workers);
        writer.count_bulk(backfill.table, 0);
        writer.summarise("subject", backfill.name);
        writer.summarise("definition", backfill.hash());
      },
      write_options());
}

void finish(pg::Session& session, const platform::Pack& pack, const Backfill& backfill, ops::Request request) {
  request.kind = "migrate.backfill.done";
  ops::write(session, pack, request, [&](ops::Writer& writer) {
    writer.tx().query("SELECT FROM admctl.backfill WHERE name = $1 FOR UPDATE", {backfill.name});
    const auto state = find_backfill(writer.tx(), backfill.name);
    if (!state || state->state != "running" || state->finished_ranges != state->ranges) return;
    set_backfill_state(writer.tx(), backfill.name, "done");
    writer.count_bulk(backfill.table, static_cast<std::size_t>(state->changed));
    writer.summarise("subject", backfill.name);
  });
}

// Pause, resume and cancel.
BackfillState change_state(pg::Session& session, const platform::Pack& pack, ops::Request request,
                           std::string_view name, std::string_view to, std::string_view kind) {
  request.kind = fmt::format("migrate.backfill.{}", kind);
  ops::write(session, pack, request, [&](ops::Writer& writer) {
    const auto state = find_backfill(writer.tx(), name);
    if (!state) {
      std::vector<std::string> names;
      for (const auto& each : list_backfills(writer.tx())) names.push_back(each.name);
      throw Error{code::unknown_backfill,
                  fmt::format("there is no backfill '{}'.{}", name, did_you_mean(name, names)),
                  {},
                  "admctl migrate backfill status lists them"};
    }
    if (state->state == "cancelled") throw cancelled(name);
    if (state->state == "done")
      throw Error{code::backfill_moved, fmt::format("backfill {} is done already", name)};
    if (state->state == to) return;
    set_backfill_state(writer.tx(), name, to);
    writer.count_bulk(state->table, 0);
    writer.summarise("subject", name);
  });
  return *look_up(session, pack, name);
}

class Meter {
 public:
  explicit Meter(const BackfillState& state) : state_{state}, start_{Steady::now()} {}

  BackfillProgress read(const BackfillCrew& crew) const {
    BackfillProgress out;
    out.scanned = state_.scanned + crew.scanned();
    out.changed = state_.changed + crew.changed();
    out.total = std::max(state_.total, out.scanned);
    out.batch = crew.batch();
    if (crew.lag().count() > 0) out.lag = crew.lag();
    const auto elapsed = std::chrono::duration<double>(Steady::now() - start_).count();
    if (crew.scanned() == 0 || elapsed <= 0) return out;
    out.rows_per_second = static_cast<double>(crew.scanned()) / elapsed;
    out.left = Millis{
        static_cast<std::int64_t>(1000.0 * static_cast<double>(out.total - out.scanned) / out.rows_per_second)};
    return out;
  }

 private:
  const BackfillState& state_;
  Steady::time_point start_;
};

}  // namespace

BackfillState run_backfill(pg::Session& session, const platform::Pack& pack, const Backfill& backfill,
                           const ops::Request& request, const BackfillOptions& options) {
  const auto workers = options.workers.value_or(backfill.workers);
  BackfillKey key;
  {
    pg::Transaction tx{session, options_for(pack)};
    key = check_backfill(tx, backfill);
  }
  auto state = look_up(session, pack, backfill.name);
  if (!state) {
    begin(session, pack, backfill, request, key, workers);
    state = look_up(session, pack, backfill.name);
  }
  require_same(*state, backfill);
  if (state->state == "cancelled") throw cancelled(backfill.name);
  if (state->state == "paused") {
    if (!options.resume) return *state;
    state = change_state(session, pack, request, backfill.name, "running", "resume");
  }
  if (state->state == "done") return *state;
  if (state->scanned > 0)
    options.say(fmt::format("continuing after {}", count_of(static_cast<std::size_t>(state->scanned), "row")));
  {
    BackfillCrew crew{session, backfill, key.type, pack.schema, workers};
    const Meter meter{*state};
    while (!crew.wait(report_pause)) options.on_progress(meter.read(crew));
    options.on_progress(meter.read(crew));
    crew.rethrow();
  }
  finish(session, pack, backfill, request);
  return *look_up(session, pack, backfill.name);
}

BackfillState pause_backfill(pg::Session& session, const platform::Pack& pack, const ops::Request& request,
                             std::string_view name) {
  return change_state(session, pack, request, name, "paused", "pause");
}

BackfillState cancel_backfill(pg::Session& session, const platform::Pack& pack, const ops::Request& request,
                              std::string_view name) {
  return change_state(session, pack, request, name, "cancelled", "cancel");
}

}  // namespace admctl::migrate
