#include "lib/audit/row_stream.hpp"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>

#include <fmt/format.h>

#include "lib/audit/copy_reader.hpp"
#include "lib/audit/merkle.hpp"
#include "lib/audit/select.hpp"
#include "lib/audit/time_order.hpp"
#include "lib/pg/copy.hpp"

namespace admctl::audit {
namespace {

constexpr std::size_t batch_bytes = 256 * 1024;
constexpr std::size_t bytes_ahead = 6 * 1024 * 1024;
// One range should fit into what a worker may have ahead: then the next one is read while this one is written.
constexpr int rows_per_range = 8000;

struct Stopped {};

}  // namespace

// Cuts the source's rows into ranges of time, which the workers take in turn.
class RowStream::Ranges {
 public:
  Ranges(const StreamRequest& request, std::size_t workers) : request_{request}, workers_{workers} {}

  // The condition of the next range; nullopt when there is none left. Waits until it is this worker's turn.
  std::optional<std::string> take(std::size_t worker, pg::Transaction& tx) {
    std::unique_lock lock{mutex_};
    turn_.wait(lock, [&] { return stopped_ || next_ % workers_ == worker; });
    if (stopped_) throw Stopped{};
    auto range = done_ ? std::nullopt : std::optional{next_range(tx)};
    ++next_;
    turn_.notify_all();
    return range;
  }

  // Nobody gets another range. The first failure is kept.
  void stop(std::exception_ptr failure = {}) {
    const std::lock_guard lock{mutex_};
    stopped_ = true;
    if (!failure_) failure_ = std::move(failure);
    turn_.notify_all();
  }

  std::exception_ptr failure() {
    const std::lock_guard lock{mutex_};
    return failure_;
  }

 private:
  std::string next_range(pg::Transaction& tx) {
    if (workers_ == 1) {
      done_ = true;
      return request_.condition;
    }
    const auto& time = request_.source->filter.time;
    auto range = request_.condition;
    if (start_) range += fmt::format(" AND {} >= {}", time, *start_);
    // Rows of one moment stay together.
    const auto end =
        tx.value(fmt::format("WITH far AS (SELECT {0} AS t FROM {1} WHERE {2} ORDER BY {0} OFFSET {3} LIMIT 1) "
                             "SELECT CASE WHEN {4} THEN (SELECT t FROM far) ELSE (SELECT {0} FROM {1} WHERE "
                             "{2} AND {0} > (SELECT t FROM "
                             "far) ORDER BY {0} LIMIT 1) END",
                             time, request_.source->from, range, rows_per_range,
                             start_ ? fmt::format("(SELECT t FROM far) > {}", *start_) : "true"));
    if (!end) {
      done_ = true;
      return range;
    }
    auto literal = pg::quote_literal(tx, *end);
    // The very first range may hold nothing: the first moment may have more rows than a range.
    range += fmt::format(" AND {} < {}", time, literal);
    start_ = std::move(literal);
    return range;
  }

  StreamRequest request_;
  std::size_t workers_;
  std::mutex mutex_;
  std::condition_variable turn_;
  std::size_t next_ = 0;
  bool done_ = false;
  bool stopped_ = false;
  std::exception_ptr failure_;
  std::optional<std::string> start_;
};

class RowStream::Worker {
 public:
  struct Item {
    enum class Kind { batch, range_end, end } kind;
    RecordBatch batch;
  };

  Worker(std::size_t index, pg::Session session, StreamRequest request, Ranges& ranges)
      : index_{index},
        session_{std::move(session)},
        request_{std::move(request)},
        ranges_{ranges},
        reader_{*request_.source, *request_.redaction},
        writer_{make_writer(request_.writer, *request_.source)} {
    thread_ = std::thread{[this] { run(); }};
  }

  ~Worker() {
    ranges_.stop();
    {
      const std::lock_guard lock{mutex_};
      stopped_ = true;
      room_.notify_all();
    }
    if (!ended_) session_.cancel();
    thread_.join();
  }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  Item take() {
    std::unique_lock lock{mutex_};
    filled_.wait(lock, [&] { return !items_.empty() || failure_; });
    if (items_.empty()) std::rethrow_exception(failure_);
    auto item = std::move(items_.front());
    items_.pop_front();
    ahead_ -= item.batch.bytes.size();
    room_.notify_one();
    return item;
  }

 private:
  void run() {
    try {
      pg::Transaction tx{session_, request_.options};
      while (const auto range = ranges_.take(index_, tx)) {
        copy_range(tx, *range);
        push({Item::Kind::range_end, {}});
      }
      push({Item::Kind::end, {}});
    } catch (const Stopped&) {
      // Somebody may be waiting for these rows, although others failed.
      fail(ranges_.failure());
    } catch (...) {
      ranges_.stop(std::current_exception());
      fail(std::current_exception());
    }
    ended_ = true;
  }

  void copy_range(pg::Transaction& tx, const std::string& condition) {
    pg::copy_out(tx, select(*request_.source, condition, Order::oldest_first), "",
                 [&](std::string_view line) { add(line); });
    if (!batch_.empty()) send();
  }

  void add(std::string_view line) {
    const auto fields = lines_.read(line);
    const auto& record = reader_.read(fields);
    const auto start = batch_.bytes.size();
    writer_->append(batch_.bytes, record);
    const std::string_view leaf{batch_.bytes.data() + start,
                                batch_.bytes.size() - start - writer_->line_end().size()};
    const auto time = fields[*request_.source->column_of(Common::time)];
    batch_.marks.push_back({batch_.bytes.size(), time ? time_order(*time) : no_time, hasher_.leaf(leaf)});
    if (batch_.marks.size() == 1) label(record, batch_.first);
    label(record, batch_.last);
    if (batch_.bytes.size() >= batch_bytes) send();
  }

  static void label(const Record& record, RecordLabel& label) {
    label.time.assign(record.at(Common::time).text);
    label.key.assign(record.at(Common::id).text);
  }

  void send() {
    RecordBatch next;
    next.bytes.reserve(batch_bytes + batch_bytes / 8);
    std::swap(next, batch_);
    push({Item::Kind::batch, std::move(next)});
  }

  void push(Item item) {
    std::unique_lock lock{mutex_};
    room_.wait(lock, [&] { return stopped_ || ahead_ < bytes_ahead; });
    if (stopped_) throw Stopped{};
    ahead_ += item.batch.bytes.size();
    items_.push_back(std::move(item));
    filled_.notify_one();
  }

  void fail(std::exception_ptr failure) {
    const std::lock_guard lock{mutex_};
    failure_ = std::move(failure);
    filled_.notify_one();
  }

  std::size_t index_;
  pg::Session session_;
  StreamRequest request_;
  Ranges& ranges_;
  CopyReader lines_;
  RecordReader reader_;
  std::unique_ptr<RecordWriter> writer_;
  TreeHasher hasher_;
  RecordBatch batch_;

  std::mutex mutex_;
  std::condition_variable filled_;
  std::condition_variable room_;
  std::deque<Item> items_;
  std::size_t ahead_ = 0;
  bool stopped_ = false;
  std::exception_ptr failure_;
  std::atomic<bool> ended_ = false;
  std::thread thread_;
};

RowStream::RowStream(const pg::Session& session, const StreamRequest& request) {
  const auto count = static_cast<std::size_t>(std::max(1, request.connections));
  ranges_ = std::make_unique<Ranges>(request, count);
  for (std::size_t i = 0; i < count; ++i) {
    workers_.push_back(
        std::make_unique<Worker>(i, session.open_another("admctl audit export"), request, *ranges_));
  }
}

RowStream::~RowStream() = default;

std::optional<RecordBatch> RowStream::next() {
  for (;;) {
    auto item = workers_[turn_]->take();
    switch (item.kind) {
      case Worker::Item::Kind::batch:
        return std::move(item.batch);
      case Worker::Item::Kind::range_end:
        turn_ = (turn_ + 1) % workers_.size();
        break;
      case Worker::Item::Kind::end:
        return std::nullopt;
    }
  }
}

}  // namespace admctl::audit
