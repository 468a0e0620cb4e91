#include "lib/audit/export.hpp"

#include <fmt/format.h>

#include "lib/audit/copy_reader.hpp"
#include "lib/audit/select.hpp"
#include "lib/core/codes/audit.hpp"
#include "lib/core/sha256.hpp"
#include "lib/pg/copy.hpp"

namespace admctl::audit {
namespace {

constexpr std::size_t portion = 256 * 1024;
constexpr std::size_t rows_between_reports = 1000;

pg::Transaction::Options snapshot(const platform::Pack& pack) {
  auto options = reading(pack);
  // However long the rows and their reader take.
  options.timeouts.statement = {};
  return options;
}

// Collects lines, hashes them, hands them on.
class Portions {
 public:
  explicit Portions(const ByteSink& sink) : sink_{sink} { buffer_.reserve(2 * portion); }

  std::string& buffer() { return buffer_; }
  void hand_over_when_full() {
    if (buffer_.size() >= portion) hand_over();
  }
  void finish(ExportResult& result) {
    hand_over();
    result.bytes = bytes_;
    result.sha256 = hash_.finish();
  }

 private:
  void hand_over() {
    hash_.update(buffer_);
    sink_(buffer_);
    bytes_ += buffer_.size();
    buffer_.clear();
  }

  const ByteSink& sink_;
  std::string buffer_;
  Sha256 hash_;
  std::uint64_t bytes_ = 0;
};

}  // namespace

ExportResult export_rows(pg::Session& session, const platform::Pack& pack, const ExportRequest& request,
                         const ByteSink& sink) {
  pg::Transaction tx{session, snapshot(pack)};
  const auto source = find_source(tx, pack);
  const Redaction redaction{tx, pack};
  const auto query = select(source, request.filter, Order::oldest_first,
                            [&](std::string_view value) { return pg::quote_literal(tx, value); });
  const auto writer = make_writer(request.format, request.csv_safe, source);
  RecordReader reader{source, redaction};
  CopyReader lines;
  Portions portions{sink};
  ExportResult result;
  result.from_ledger = source.is_ledger;
  writer->begin(portions.buffer());
  const auto take = [&](std::string_view line) {
    const auto& record = reader.read(lines.read(line));
    writer->append(portions.buffer(), record);
    const auto time = record.at(Common::time).text;
    if (result.rows == 0) result.first = time;
    result.last.assign(time);
    portions.hand_over_when_full();
    if (++result.rows % rows_between_reports == 0) request.progress(result.rows);
  };
  if (!source.is_empty) pg::copy_out(tx, query, "", take);
  portions.finish(result);
  request.progress(result.rows);
  return result;
}

ExportResult export_file(pg::Session& session, const platform::Pack& pack, const ExportRequest& request,
                         const std::filesystem::path& path, Existing existing) {
  OutputFile file{path, existing, code::export_failed};
  auto result = export_rows(session, pack, request, [&](std::string_view bytes) { file.write(bytes); });
  file.commit();
  return result;
}

}  // namespace admctl::audit
