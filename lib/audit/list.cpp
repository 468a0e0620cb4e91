#include "lib/audit/list.hpp"

#include <memory>

#include <fmt/format.h>

#include "lib/audit/time_order.hpp"

namespace admctl::audit {
namespace {

constexpr std::size_t portion = 500;

// A cursor over one source.
class SourceRows {
 public:
  SourceRows(pg::Transaction& tx, std::size_t number, const Source& source, const Redaction& redaction,
             const std::string& query, const pg::Params& params)
      : tx_{tx}, source_{source}, reader_{source, redaction}, fields_(source.columns.size()) {
    name_ = fmt::format("admctl_rows_{}", number);
    tx_.query(fmt::format("DECLARE {} NO SCROLL CURSOR FOR {}", name_, query), params);
    fetch();
  }

  bool done() const { return at_ == rows_->size(); }
  std::int64_t order() const { return order_; }

  const Record& take() {
    const auto row = (*rows_)[at_];
    for (std::size_t i = 0; i < fields_.size(); ++i)
      fields_[i] = row.is_null(i) ? std::nullopt : std::optional{row.text(i)};
    return reader_.read(fields_);
  }
  // After the record was used.
  void advance() {
    ++at_;
    if (at_ == rows_->size() && rows_->size() == portion)
      fetch();
    else
      find_order();
  }

 private:
  void fetch() {
    rows_.emplace(tx_.query(fmt::format("FETCH {} FROM {}", portion, name_)));
    at_ = 0;
    find_order();
  }
  void find_order() {
    if (done()) return;
    const auto row = (*rows_)[at_];
    const auto time = *source_.column_of(Common::time);
    order_ = row.is_null(time) ? no_time : time_order(row.text(time));
  }

  pg::Transaction& tx_;
  const Source& source_;
  RecordReader reader_;
  std::vector<std::optional<std::string_view>> fields_;
  std::string name_;
  std::optional<pg::Rows> rows_;
  std::size_t at_ = 0;
  std::int64_t order_ = 0;
};

}  // namespace

void read_rows(pg::Transaction& tx, std::span<const Source> sources, const Redaction& redaction,
               const Filter& filter, const RowsWanted& wanted, const TakeRecord& take) {
  const auto asked = sources.size() == 1 ? Asked::alone : Asked::among_others;
  std::vector<std::unique_ptr<SourceRows>> heads;
  for (const auto& source : sources) {
    pg::Params params;
    auto where = condition(filter, source, asked,
                           [&](std::string_view value) { return pg::bind(params, std::string{value}); });
    if (wanted.also) where = fmt::format("{} AND ({})", where, wanted.also(source));
    auto query = select(source, where, wanted.order);
    if (wanted.limit) query += " LIMIT " + pg::bind(params, std::to_string(*wanted.limit));
    if (source.is_empty) continue;
    heads.push_back(std::make_unique<SourceRows>(tx, heads.size(), source, redaction, query, params));
  }
  const auto comes_first = [&](const SourceRows& a, const SourceRows& b) {
    return wanted.order == Order::oldest_first ? a.order() < b.order() : a.order() >= b.order();
  };
  for (std::int64_t rows = 0; !wanted.limit || rows < *wanted.limit; ++rows) {
    SourceRows* next = nullptr;
    for (const auto& head : heads) {
      if (!head->done() && (!next || comes_first(*head, *next))) next = head.get();
    }
    if (!next) return;
    take(next->take());
    next->advance();
  }
}

void list(pg::Session& session, const platform::Pack& pack, std::span<const SourceKind> kinds,
          const Filter& filter, std::int64_t limit, const TakeRecord& take) {
  pg::Transaction tx{session, reading(pack)};
  const auto sources = find_sources(tx, pack, kinds);
  const Redaction redaction{tx, pack};
  read_rows(tx, sources, redaction, filter, {.order = Order::newest_first, .limit = limit}, take);
}

}  // namespace admctl::audit
