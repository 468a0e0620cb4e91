#include "lib/audit/tail.hpp"

#include <chrono>
#include <optional>
#include <set>
#include <string>

#include <fmt/format.h>

#include "lib/audit/row_horizon.hpp"
#include "lib/core/codes/database.hpp"
#include "lib/core/error.hpp"
#include "lib/pg/backend.hpp"

namespace admctl::audit {
namespace {

using std::chrono::steady_clock;

// How far the clocks of applications may be behind. Rows that are older are found by the thorough look.
constexpr std::string_view margin = "interval '10 minutes'";
constexpr Millis signal_interval{100};

class Tail {
 public:
  Tail(const TailHost& host, const platform::Pack& pack, const TailRequest& request, const TailSink& sink)
      : host_{host}, pack_{pack}, request_{request}, sink_{sink} {}

  void run() {
    begin();
    while (request_.follow) {
      wait();
      try {
        auto& session = lost_ ? host_.reconnect() : host_.session();
        if (lost_) listen(session);
        lost_ = false;
        look(session);
      } catch (const Error& error) {
        if (error.code() != code::connection_lost && error.code() != code::cannot_connect) throw;
        lost_ = true;
      }
    }
  }

 private:
  void begin() {
    auto& session = host_.session();
    if (request_.follow) listen(session);
    pg::Transaction tx{session, reading(pack_)};
    const auto sources = find_sources(tx, pack_, request_.sources);
    const Redaction redaction{tx, pack_};
    read_rows(tx, sources, redaction, request_.filter,
              {.order = Order::newest_first, .limit = request_.earlier}, sink_.earlier);
    sink_.earlier_done();
    if (request_.follow) remember_all(tx, sources);
  }

  // Behind a pooler the session is another one every time; a standby takes no LISTEN.
  void listen(pg::Session& session) {
    const auto rows = session.execute_alone("SELECT pg_backend_pid(), pg_is_in_recovery()::text");
    listens_ = rows.front().integer(0) == pg::backend_pid(session) && rows.front().text(1) == "false";
    if (listens_) session.execute_alone("LISTEN admctl_ledger");
  }

  void wait() {
    const auto until = steady_clock::now() + request_.interval;
    while (!lost_ && listens_ && steady_clock::now() < until) {
      host_.pause(Millis::zero());
      try {
        if (host_.session().wait_for_notification(std::min(signal_interval, request_.interval))) return;
      } catch (const Error& error) {
        if (error.code() != code::connection_lost) throw;
        lost_ = true;
      }
    }
    const auto left = std::chrono::ceil<Millis>(until - steady_clock::now());
    if (left > Millis::zero()) host_.pause(left);
  }

  void remember_all(pg::Transaction& tx, const std::vector<Source>& sources) {
    thorough_ = quick_ = take_horizon(tx, sources);
    handed_over_.clear();
    next_thorough_ = steady_clock::now() + request_.thorough_interval;
    find_recent(tx);
  }

  // Whoever writes a row now gives it a time that is not before his transaction began.
  void find_recent(pg::Transaction& tx) {
    recent_ = tx.value(fmt::format("SELECT least(min(xact_start), now()) AT TIME ZONE 'UTC' - {} FROM "
                                   "pg_stat_activity WHERE datname = current_database()",
                                   margin))
                  .value_or("-infinity");
  }

  std::string recent(const Source& source) const {
    return fmt::format("({0} >= '{1}' OR {0} IS NULL)", source.filter.time, recent_);
  }

  void look(pg::Session& session) {
    pg::Transaction tx{session, reading(pack_)};
    const auto sources = find_sources(tx, pack_, request_.sources);
    const Redaction redaction{tx, pack_};
    const bool thorough = steady_clock::now() >= next_thorough_;
    const auto& then = thorough ? thorough_ : quick_;
    const auto now = take_horizon(tx, {});
    read_rows(tx, sources, redaction, request_.filter,
              {.order = Order::oldest_first,
               .limit = std::nullopt,
               .also =
                   [&](const Source& source) {
                     const auto unseen = unseen_rows(then, now);
                     return thorough ? unseen : fmt::format("{} AND {}", unseen, recent(source));
                   }},
              [&](const Record& record) { hand_over(record); });
    if (thorough) return remember_all(tx, sources);
    quick_ = take_horizon(tx, sources, [&](const Source& source) { return recent(source); });
    find_recent(tx);
  }

  // Rows that a quick look found are new to the next thorough one, too.
  void hand_over(const Record& record) {
    auto key = fmt::format("{}\x1f{}\x1f{}", record.at(Common::source).text, record.at(Common::resource).text,
                           record.at(Common::id).text);
    if (handed_over_.insert(std::move(key)).second) sink_.row(record);
  }

  const TailHost& host_;
  const platform::Pack& pack_;
  const TailRequest& request_;
  const TailSink& sink_;
  RowHorizon quick_;     // knows recent rows only
  RowHorizon thorough_;  // knows all
  std::string recent_;
  std::set<std::string> handed_over_;  // since the last thorough look
  steady_clock::time_point next_thorough_;
  bool listens_ = false;
  bool lost_ = false;
};

}  // namespace

void tail(const TailHost& host, const platform::Pack& pack, const TailRequest& request, const TailSink& sink) {
  Tail{host, pack, request, sink}.run();
}

}  // namespace admctl::audit
