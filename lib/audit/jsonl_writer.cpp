#include "lib/audit/jsonl_writer.hpp"

namespace admctl::audit {

JsonlWriter::JsonlWriter(const Source& source, RowShown row) : row_{source, row} {
  for (std::size_t i = 0; i < common_count; ++i)
    common_names_.push_back(member_start(common_name(static_cast<Common>(i)), i == 0));
}

void JsonlWriter::append(std::string& out, const Record& record) {
  for (std::size_t i = 0; i < common_count; ++i) {
    out += common_names_[i];
    append_value(out, record.common[i]);
  }
  out += ",\"row\":";
  row_.append(out, record);
  out += "}\n";
}

}  // namespace admctl::audit
