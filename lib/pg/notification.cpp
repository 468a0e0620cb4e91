#include <memory>

#include <poll.h>

#include "lib/core/codes/database.hpp"
#include "lib/pg/connection.hpp"

namespace admctl::pg {
namespace {

bool take_notifications(PGconn* raw) {
  bool any = false;
  while (PGnotify* notification = PQnotifies(raw)) {
    PQfreemem(notification);
    any = true;
  }
  return any;
}

}  // namespace

bool Session::wait_for_notification(std::chrono::milliseconds timeout) {
  auto* raw = impl_->connection->raw();
  if (take_notifications(raw)) return true;
  pollfd waiting{PQsocket(raw), POLLIN, 0};
  if (::poll(&waiting, 1, static_cast<int>(timeout.count())) <= 0) return false;
  if (PQconsumeInput(raw) == 0) {
    throw Error{code::connection_lost, "the connection to " + impl_->where.describe() + " was lost",
                PQerrorMessage(raw)};
  }
  return take_notifications(raw);
}

}  // namespace admctl::pg
