#include "lib/local/server_connection.hpp"

#include <algorithm>
#include <random>

#include "lib/core/codes/database.hpp"
#include "lib/core/codes/test_database.hpp"
#include "lib/core/error.hpp"

namespace admctl::local {
namespace {

using std::chrono::milliseconds;

bool is_closed_to_us(const Error& error) {
  return error.code() == code::no_such_database ||
         error.detail().find("permission denied for database") != std::string::npos ||
         error.detail().find("no pg_hba.conf entry") != std::string::npos;
}

}  // namespace

bool Pauses::wait(std::string_view why) {
  if (std::chrono::steady_clock::now() >= end_) return false;
  if (!said_ && patience_.say) patience_.say(why);
  said_ = true;
  thread_local std::minstd_rand random{std::random_device{}()};
  patience_.pause(
      milliseconds{std::uniform_int_distribution<long>{longest_.count() / 2, longest_.count()}(random)});
  longest_ = std::min(longest_ * 2, milliseconds{1000});
  return true;
}

pg::Session open_patiently(const pg::Conninfo& where, std::string_view application, const Patience& patience) {
  Pauses pauses{patience};
  for (;;) {
    try {
      return pg::Session::open(where, application);
    } catch (const Error& error) {
      if (error.code() != code::too_many_connections ||
          !pauses.wait("the server has no connection to spare: waiting for one")) {
        throw;
      }
    }
  }
}

pg::Session open_maintenance(const pg::Conninfo& where, std::string_view application,
                             const Patience& patience) {
  auto maintenance = where;
  maintenance.set("dbname", "postgres");
  try {
    return open_patiently(maintenance, application, patience);
  } catch (const Error& error) {
    if (!is_closed_to_us(error)) throw;
  }
  return open_patiently(where, application, patience);
}

}  // namespace admctl::local
