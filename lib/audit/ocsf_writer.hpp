// The Open Cybersecurity Schema Framework, 1.3: each row is an event of the class Entity Management [3004],
// whose entity is the record that the row is about. Old and new values are the data of `entity` and
// `entity_result`; what the class has no attribute for stands under `unmapped`.
#pragma once

#include <string>

#include "lib/audit/record_json.hpp"
#include "lib/audit/record_writer.hpp"

namespace admctl::audit {

class OcsfWriter final : public RecordWriter {
 public:
  OcsfWriter(const Source& source, const WriterOptions& options);
  void append(std::string& out, const Record& record) override;

 private:
  void append_metadata(std::string& out, const Record& record) const;
  void append_actor(std::string& out, const Record& record) const;
  void append_entity(std::string& out, const Record& record, Common values) const;

  ActorIds actor_ids_;
  std::string product_;
  std::string application_;  // stands for actors that are not known
  std::string table_;
  RowJson row_;
};

}  // namespace admctl::audit
