// libpq's pipeline mode: statements one behind the other, without waiting for each answer. Only for sources of
// lib/pg.
#pragma once

#include <string_view>

#include "lib/pg/connection.hpp"

namespace admctl::pg {

// The connection is in pipeline mode until this is destroyed, which waits for the answers that are still to
// come.
class Pipeline {
 public:
  // Throws what Session::Impl::throw_last() does, as send() and take().
  explicit Pipeline(Session::Impl& session);
  ~Pipeline();
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  // One statement without parameters.
  void send(std::string_view statement);
  // Waits for the next answer; false when the statement failed, and then none of those behind it is run.
  bool take();

 private:
  void check(bool good) const;

  Session::Impl& session_;
  PGconn* connection_;
};

}  // namespace admctl::pg
