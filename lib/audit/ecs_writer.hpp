// The Elastic Common Schema, 8.11. What it has no field for stands under "admctl".
#pragma once

#include <string>

#include "lib/audit/record_json.hpp"
#include "lib/audit/record_writer.hpp"

namespace admctl::audit {

class EcsWriter final : public RecordWriter {
 public:
  EcsWriter(const Source& source, const WriterOptions& options);
  void append(std::string& out, const Record& record) override;

 private:
  void append_labels(std::string& out, const Record& record) const;

  ActorIds actor_ids_;
  bool is_ledger_;
  std::string service_;
  RowJson row_;
};

}  // namespace admctl::audit
