#include "lib/migrate/baseline.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lib/core/codes/migration.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/migrate/failure.hpp"
#include "lib/migrate/parser.hpp"
#include "lib/migrate/progress.hpp"
#include "lib/migrate/run_context.hpp"
#include "lib/ops/write.hpp"

namespace admctl::migrate {
namespace {

Error no_such(const Status& status, std::string_view name) {
  std::vector<std::string> names;
  for (const auto& entry : status.entries) names.push_back(entry.name);
  return {code::no_such_migration,
          fmt::format("there is no migration '{}'.{}", name, did_you_mean(name, names)),
          {},
          "run 'admctl migrate status' to see their names"};
}

const Entry& find_entry(const Status& status, std::string_view name) {
  const auto found = std::ranges::find_if(
      status.entries, [&](const Entry& entry) { return entry.name == name || entry.key == name; });
  if (found == status.entries.end()) throw no_such(status, name);
  return *found;
}

bool counts_as_done(const Entry& entry) {
  return entry.state == State::applied || entry.state == State::edited || entry.state == State::missing ||
         entry.state == State::unknown;
}

// One operation of the ledger, under the lock of migrations.
class Correction {
 public:
  Correction(pg::Session& session, const platform::PackHead& pack, const History& history,
             std::span<const MigrationFile> files, const ops::Request& request, const UpOptions& options)
      : session_{session},
        pack_{without_records(pack)},
        history_{history},
        request_{request},
        options_{options},
        lock_{session, history.lock_key(), options.lock, holder_name(request), options.say},
        status_{read_status(session, pack, history, files)} {}

  const Status& status() const { return status_; }

  void write(const std::function<void(ops::Writer&)>& body) {
    ops::WriteOptions options;
    options.on_wait = options_.say;
    options.on_step = options_.on_step;
    ops::write(
        session_, pack_, request_,
        [&](ops::Writer& writer) {
          body(writer);
          lock_.require(writer.tx());
        },
        options);
  }

  void mark_applied(ops::Writer& writer, const Entry& entry) const {
    Progress{history_, *entry.file}.clear(writer);
    history_.mark_applied(writer, *entry.file, parse_script(*entry.file));
  }

  void mark_rolled_back(ops::Writer& writer, const Entry& entry) const {
    if (entry.file) Progress{history_, *entry.file}.clear(writer);
    history_.mark_rolled_back(writer, entry);
    if (!writer.has_bulk()) writer.count_bulk(history_.table(), 0);
  }

 private:
  pg::Session& session_;
  platform::Pack pack_;
  const History& history_;
  const ops::Request& request_;
  const UpOptions& options_;
  MigrationLock lock_;
  Status status_;
};

}  // namespace

void resolve_applied(pg::Session& session, const platform::PackHead& pack, const History& history,
                     std::span<const MigrationFile> files, const ops::Request& request,
                     const UpOptions& options, std::string_view name) {
  Correction correction{session, pack, history, files, request, options};
  const auto& entry = find_entry(correction.status(), name);
  if (counts_as_done(entry)) {
    throw Error{code::resolve_refused, fmt::format("{} is recorded as applied already", entry.name),
                fmt::format("its state is {}", state_name(entry.state))};
  }
  if (!entry.file) throw no_such(correction.status(), name);
  correction.write([&](ops::Writer& writer) {
    correction.mark_applied(writer, entry);
    writer.summarise("subject", entry.name);
  });
}

void resolve_rolled_back(pg::Session& session, const platform::PackHead& pack, const History& history,
                         std::span<const MigrationFile> files, const ops::Request& request,
                         const UpOptions& options, std::string_view name) {
  Correction correction{session, pack, history, files, request, options};
  const auto& entry = find_entry(correction.status(), name);
  if (entry.state != State::failed) {
    throw Error{code::resolve_refused,
                fmt::format("{} did not fail: its state is {}", entry.name, state_name(entry.state)),
                "only a failed migration can be marked as rolled back",
                entry.state == State::applied ? "'admctl migrate down' takes an applied one back" : ""};
  }
  correction.write([&](ops::Writer& writer) {
    correction.mark_rolled_back(writer, entry);
    writer.summarise("subject", entry.name);
  });
}

std::vector<std::string> baseline(pg::Session& session, const platform::PackHead& pack, const History& history,
                                  std::span<const MigrationFile> files, const ops::Request& request,
                                  const UpOptions& options, bool more) {
  Correction correction{session, pack, history, files, request, options};
  const auto& status = correction.status();
  const bool known = std::ranges::any_of(status.entries, counts_as_done);
  if (known && !more) {
    throw Error{
        code::resolve_refused, fmt::format("{} already has migrations", history.table()), status.describe(),
        "to record single ones as applied: admctl migrate resolve --applied NAME; for all pending ones add "
        "--more"};
  }
  if (options.to) find_entry(status, *options.to);
  std::vector<const Entry*> pending;
  for (const auto& entry : status.entries) {
    if (entry.is_pending()) pending.push_back(&entry);
    if (options.to && (entry.name == *options.to || entry.key == *options.to)) break;
  }
  std::vector<std::string> names;
  for (const auto* entry : pending) names.push_back(entry->name);
  if (names.empty()) return names;
  correction.write([&](ops::Writer& writer) {
    for (const auto* entry : pending) correction.mark_applied(writer, *entry);
    writer.summarise("migrations", to_array(names));
  });
  return names;
}

}  // namespace admctl::migrate
