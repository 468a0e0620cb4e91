#include "commands/archive_run.hpp"

#include <fmt/format.h>

#include <array>

#include "commands/changes.hpp"
#include "commands/config_input.hpp"
#include "lib/audit/compression.hpp"
#include "lib/audit/export.hpp"
#include "lib/audit/manifest.hpp"
#include "lib/audit/verify_export.hpp"
#include "lib/core/codes/audit.hpp"
#include "lib/core/error.hpp"
#include "lib/core/sha256.hpp"
#include "lib/ops/write.hpp"

namespace admctl::commands {
namespace {

ops::WriteOptions long_options(Context& context) {
  auto options = waiting_options(context);
  options.timeouts.statement = {};
  return options;
}

// The keys of the archive's records, after its files, manifest and signature were found to be whole.
audit::ExportedKeys read_back(Context& context, const std::string& file, const audit::SigningKey& key) {
  audit::ExportedKeys keys;
  const auto verified = audit::verify_export(file, {key.public_key()}, [&](std::string_view record) {
    keys.add(record);
    if (keys.size() % 1000 == 0) context.talk().progress("reading the archive back", keys.size(), 0);
  });
  context.talk().progress_done();
  if (!verified.findings.empty()) {
    const auto& finding = verified.findings.first.front();
    throw Error{code::archive_unproven, fmt::format("the archive {} is not what was written", file),
                fmt::format("{}: {}", finding.where, finding.what), "nothing more is deleted"};
  }
  keys.sort();
  return keys;
}

}  // namespace

std::string write_archive(Context& context, const ArchiveFlags& flags, const audit::ArchiveSet& set,
                          const audit::SigningKey& key) {
  audit::ExportRequest request;
  request.filter.until = set.before;
  request.sources = {audit::SourceKind::audit};
  request.compression = audit::compression_of(*flags.file);
  request.created = to_rfc3339(context.clock().now());
  request.progress = [&](std::size_t rows) { context.talk().progress("archiving", rows, set.rows); };
  const auto result =
      audit::export_file(context.session(), context.pack(), request, *flags.file, Existing::refuse);
  audit::save_manifest(*flags.file, result.manifest, &key, Existing::refuse);
  context.talk().progress_done();
  const auto keys = read_back(context, *flags.file, key);
  if (keys.size() < set.rows) {
    throw Error{code::archive_unproven,
                fmt::format("the archive holds {} rows, {} were to be archived: nothing is deleted",
                            keys.size(), set.rows)};
  }
  const auto digest = sha256_hex(read_text(context, audit::manifest_path(*flags.file).string()));
  ops::write(
      context.session(), context.pack(), context.request(archive_kind),
      [&](ops::Writer& writer) {
        const auto nr = audit::write_tombstone(writer, set, digest, key);
        writer.summarise("tombstone", nr);
        writer.summarise("rows", static_cast<std::int64_t>(set.rows));
        writer.summarise("before", to_rfc3339(set.before));
        writer.summarise("file", *flags.file);
        writer.summarise("manifestSha256", digest);
      },
      long_options(context));
  return digest;
}

std::uint64_t delete_rows(Context& context, const ArchiveFlags& flags, const audit::ArchiveSet& set,
                          const audit::SigningKey& key) {
  const auto keys = read_back(context, *flags.file, key);
  std::uint64_t deleted = 0;
  for (const auto& ranges : audit::in_portions(set.ranges, static_cast<std::uint64_t>(flags.chunk))) {
    ops::write(
        context.session(), context.pack(), context.request("audit.archive.delete"),
        [&](ops::Writer& writer) {
          deleted += audit::delete_archived(writer, set.source, ranges, keys);
          writer.summarise("positions", audit::ranges_text(ranges));
          writer.summarise("file", *flags.file);
        },
        long_options(context));
    context.talk().progress("deleting what is archived", deleted, set.rows);
  }
  context.talk().progress_done();
  return deleted;
}

}  // namespace admctl::commands
