// The rows of one source as records of a file, made by threads of their own: reading and writing go on at the
// same time, and the server works on several connections.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "lib/audit/audit_source.hpp"
#include "lib/audit/record_batch.hpp"
#include "lib/audit/record_writer.hpp"
#include "lib/audit/redaction.hpp"
#include "lib/pg/session.hpp"

namespace admctl::audit {

struct StreamRequest {
  const Source* source = nullptr;        // outlives the stream
  const Redaction* redaction = nullptr;  // likewise
  WriterOptions writer;
  std::string condition;  // SQL
  // How many connections may read it by ranges of time. 1: one query.
  int connections = 1;
  // Every transaction is opened with these.
  pg::Transaction::Options options;
};

class RowStream {
 public:
  // Opens the connections like `session`. Throws as Session::open does.
  RowStream(const pg::Session& session, const StreamRequest& request);
  // Ends what is under way.
  ~RowStream();
  RowStream(const RowStream&) = delete;
  RowStream& operator=(const RowStream&) = delete;

  // The next records in order of time, then key; nullopt at the end. Waits for them. Throws what a thread
  // threw. At most some megabytes are read ahead.
  std::optional<RecordBatch> next();

 private:
  class Worker;
  class Ranges;
  std::unique_ptr<Ranges> ranges_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::size_t turn_ = 0;
};

}  // namespace admctl::audit
