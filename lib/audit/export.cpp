#include "lib/audit/export.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lib/audit/export_files.hpp"
#include "lib/audit/merged_rows.hpp"
#include "lib/audit/select.hpp"
#include "lib/core/codes/audit.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/pg/copy.hpp"

namespace admctl::audit {
namespace {

// Smaller tables are read by one connection: opening more would take longer than reading.
constexpr double large_table = 50'000;

class Export {
 public:
  Export(pg::Session& session, const platform::Pack& pack, const ExportRequest& request)
      : session_{session},
        request_{request},
        options_{snapshot(pack)},
        tx_{session, options_},
        sources_{find_sources(tx_, pack, request.sources)},
        redaction_{tx_, pack, request.redaction} {
    options_.snapshot_name = tx_.value("SELECT pg_export_snapshot()").value_or("");
    writer_ = {.format = request.format,
               .csv_safe = request.csv_safe,
               .row = request.row,
               .several_sources = sources_.size() > 1,
               .platform = pack.platform,
               .tool = request.tool};
    describe();
    if (request_.incremental) find_new_rows();
  }

  std::string head() const { return make_writer(writer_, sources_.front())->head(); }

  ExportResult run(ExportFiles& files) {
    MergedRows rows;
    for (const auto& source : sources_) {
      if (!source.is_empty) rows.add(std::make_unique<RowStream>(session_, stream_of(source)));
    }
    std::optional<RecordLabel> first;
    RecordLabel last;
    while (const auto part = rows.next()) {
      if (!first) first = part->batch->first;
      if (part->to == part->batch->marks.size()) last = part->batch->last;
      files.write(*part->batch, part->from, part->to);
      result_.rows += part->to - part->from;
      request_.progress(result_.rows);
    }
    auto& manifest = result_.manifest;
    files.finish(manifest);
    for (const auto& file : manifest.files) result_.bytes += file.bytes;
    if (manifest.files.size() == 1) result_.sha256 = manifest.files.front().sha256;
    if (first) label(*first, last);
    return std::move(result_);
  }

 private:
  static pg::Transaction::Options snapshot(const platform::Pack& pack) {
    auto options = reading(pack);
    // However long the rows and their reader take.
    options.timeouts.statement = {};
    return options;
  }

  void describe() {
    auto& manifest = result_.manifest;
    manifest.format = format_name(request_.format);
    manifest.compression = compression_name(request_.compression);
    for (const auto& source : sources_) {
      const std::string name{source_name(source.kind)};
      if (std::ranges::find(manifest.sources, name) == manifest.sources.end()) manifest.sources.push_back(name);
    }
    manifest.filters = audit::describe(request_.filter);
    manifest.redacted = request_.redaction.classes;
    if (request_.redaction.salt) manifest.salt = fingerprint(*request_.redaction.salt);
    manifest.snapshot = tx_.value("SELECT pg_current_snapshot()::text").value_or("");
    manifest.database = tx_.value(
                               "SELECT current_database() || ' of cluster ' || system_identifier FROM "
                               "pg_control_system()")
                            .value_or("");
    manifest.created = request_.created;
    manifest.tool = request_.tool;
  }

  void find_new_rows() {
    auto& manifest = result_.manifest;
    const auto now = take_horizon(tx_, sources_);
    result_.cursor = ExportCursor{now, manifest.sources, manifest.filters};
    result_.wrapped = now.next >> 32 != 0;
    if (!request_.cursor) return;
    const auto& then = *request_.cursor;
    if (then.sources != manifest.sources || !(then.filters == manifest.filters)) {
      throw Error{code::bad_export_cursor,
                  "the cursor belongs to an export of other sources or with other filters",
                  fmt::format("sources {}, filters {}", admctl::to_json(Value{to_array(then.sources)}),
                              admctl::to_json(Value{then.filters})),
                  "give the same ones, or another file for the cursor"};
    }
    only_new_ = unseen_rows(then.horizon, now);
  }

  StreamRequest stream_of(const Source& source) {
    const auto asked = sources_.size() == 1 ? Asked::alone : Asked::among_others;
    auto where = condition(request_.filter, source, asked,
                           [&](std::string_view value) { return pg::quote_literal(tx_, value); });
    if (!only_new_.empty()) where = fmt::format("{} AND ({})", where, only_new_);
    const auto& filter = request_.filter;
    const bool by_time = !filter.actor && !filter.action && !filter.resource && !filter.operation &&
                         !filter.record && only_new_.empty() && source.time_is_indexed &&
                         source.estimated_rows >= large_table;
    return {.source = &source,
            .redaction = &redaction_,
            .writer = writer_,
            .condition = std::move(where),
            .connections = by_time ? request_.connections : 1,
            .options = options_};
  }

  void label(const RecordLabel& first, const RecordLabel& last) {
    result_.first = first.time;
    result_.last = last.time;
    auto& manifest = result_.manifest;
    manifest.first_time = first.time;
    manifest.last_time = last.time;
    manifest.first_key = first.key;
    manifest.last_key = last.key;
  }

  pg::Session& session_;
  const ExportRequest& request_;
  pg::Transaction::Options options_;
  pg::Transaction tx_;
  std::vector<Source> sources_;
  Redaction redaction_;
  WriterOptions writer_;
  std::string only_new_;
  ExportResult result_;
};

[[noreturn]] void refuse(std::string message, std::string hint) {
  throw Error{code::usage, std::move(message), {}, std::move(hint)};
}

void check(const ExportRequest& request) {
  if (request.row == RowShown::rest && (request.format == Format::ecs || request.format == Format::ocsf))
    refuse("ecs and ocsf have no place for every common field: they need the whole row", "leave out --row");
  if (!request.redaction.classes.empty() && !request.redaction.salt)
    refuse("redacted values need a salt", "name its file with --salt");
}

}  // namespace

ExportResult export_rows(pg::Session& session, const platform::Pack& pack, const ExportRequest& request,
                         const ByteSink& sink) {
  check(request);
  if (request.format == Format::sqlite) refuse("an SQLite file cannot be streamed", "name a file with --file");
  if (request.max_file_rows > 0 || request.max_file_bytes > 0)
    refuse("a stream is not split", "name a file with --file");
  Export all{session, pack, request};
  ExportFiles files{[&](std::size_t, std::string& name) {
                      name = "-";
                      return make_stream_part(sink, request.compression, all.head());
                    },
                    {}};
  return all.run(files);
}

ExportResult export_file(pg::Session& session, const platform::Pack& pack, const ExportRequest& request,
                         const std::filesystem::path& path, Existing existing,
                         const BeforeNaming& before_naming) {
  check(request);
  if (request.format == Format::sqlite && request.compression != Compression::none)
    refuse("an SQLite file is not compressed: it could not be queried", "leave out --compress");
  const bool split = request.max_file_rows > 0 || request.max_file_bytes > 0;
  Export all{session, pack, request};
  ExportFiles files{[&](std::size_t number, std::string& name) {
                      const auto part = split ? part_path(path, number) : path;
                      name = part.filename().string();
                      if (request.format == Format::sqlite) return make_sqlite_part(part, existing);
                      return make_file_part(part, existing, request.compression, all.head());
                    },
                    {.rows = request.max_file_rows, .bytes = request.max_file_bytes}};
  auto result = all.run(files);
  before_naming(result);
  files.commit();
  return result;
}

std::filesystem::path part_path(const std::filesystem::path& path, std::size_t number) {
  auto name = path.filename().string();
  const auto dot = std::min(name.find('.', 1), name.size());
  name.insert(dot, fmt::format("-{:04}", number));
  return path.parent_path() / name;
}

}  // namespace admctl::audit
