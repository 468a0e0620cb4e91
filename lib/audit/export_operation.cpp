#include "lib/audit/export_operation.hpp"

namespace admctl::audit {

void record_export(pg::Session& session, const platform::Pack& pack, const ops::Request& who,
                   const ExportRequest& request, std::string_view file, const ExportResult* result,
                   const ops::WriteOptions& options) {
  ops::write(
      session, pack, who,
      [&](ops::Writer& writer) {
        writer.summarise("file", file);
        writer.summarise("format", format_name(request.format));
        writer.summarise("filters", describe(request.filter));
        writer.summarise("redacted", to_array(request.redaction.classes));
        if (request.redaction.include_secrets) writer.summarise("includesSecrets", true);
        if (result) {
          const auto& manifest = result->manifest;
          writer.summarise("rows", result->rows);
          writer.summarise("sources", to_array(manifest.sources));
          writer.summarise("snapshot", manifest.snapshot);
          writer.summarise("root", to_hex(manifest.root));
          writer.summarise("bytes", result->bytes);
          writer.summarise("files", manifest.files.size());
        }
        writer.record_without_changes();
      },
      options);
}

}  // namespace admctl::audit
