#include "lib/pg/pipeline.hpp"

#include <string>

namespace admctl::pg {

Pipeline::Pipeline(Session::Impl& session) : session_{session}, connection_{session.connection->raw()} {
  check(PQenterPipelineMode(connection_) == 1);
}

Pipeline::~Pipeline() {
  PQpipelineSync(connection_);
  // A null ends each answer. Behind the mark, and on a connection that broke, there is nothing but nulls.
  for (int nulls = 0; nulls < 2;) {
    const LibpqResult result{PQgetResult(connection_), &PQclear};
    nulls = result ? 0 : nulls + 1;
    if (result && PQresultStatus(result.get()) == PGRES_PIPELINE_SYNC) break;
  }
  PQexitPipelineMode(connection_);
}

void Pipeline::send(std::string_view statement) {
  check(PQsendQueryParams(connection_, std::string{statement}.c_str(), 0, nullptr, nullptr, nullptr, nullptr,
                          0) == 1);
  // Its answer is to come when it is done, and not with the last one's.
  check(PQsendFlushRequest(connection_) == 1);
}

bool Pipeline::take() {
  check(PQflush(connection_) == 0);
  for (;;) {
    const LibpqResult result{PQgetResult(connection_), &PQclear};
    if (!result) return true;
    const auto status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_EMPTY_QUERY) return false;
  }
}

void Pipeline::check(bool good) const {
  if (!good) session_.throw_last();
}

}  // namespace admctl::pg
