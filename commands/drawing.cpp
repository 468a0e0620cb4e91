#include "commands/drawing.hpp"

#include <fmt/format.h>

#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"

namespace admctl::commands {

std::string draw(const lifecycle::Diagram& diagram, std::string_view format) {
  if (format == "mermaid") return lifecycle::to_mermaid(diagram);
  if (format == "dot") return lifecycle::to_dot(diagram);
  if (format == "svg") return lifecycle::to_svg(diagram);
  throw Error{
      code::usage, fmt::format("'{}' is not a format of pictures", format), {}, "use mermaid, dot or svg"};
}

Report written_file(const std::string& file, std::string_view bytes, Existing existing, Readers readers) {
  OutputFile out{file, existing, code::bad_file, readers};
  out.write(bytes);
  out.commit();
  Report report;
  return report.fields("file", "",
                       {{"file", "FILE", file}, {"bytes", "BYTES", static_cast<std::int64_t>(bytes.size())}});
}

}  // namespace admctl::commands
