// The lock on migrations where a session's advisory lock does not hold, behind a pooler: a row in the ledger
// that its holder renews, and that anybody may take once it is not renewed any more.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "lib/core/clock.hpp"
#include "lib/pg/session.hpp"

namespace admctl::migrate {

class Lease {
 public:
  // Nothing when somebody else has it. Makes the ledger when it is missing. `holder` is for people; the lease
  // ends `lasts` after it was last renewed, which a thread does three times as often.
  static std::unique_ptr<Lease> take(pg::Session& session, std::int64_t key, const std::string& holder,
                                     Millis lasts);
  ~Lease();
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;

  // Throws code::lease_lost when somebody else has it by now. Nobody can take it before `tx` ends.
  void require(pg::Transaction& tx) const;

 private:
  Lease(const pg::Session& session, std::int64_t key, std::string token, Millis lasts);
  void renew(pg::Session session);

  pg::Session session_;
  std::string key_;
  std::string token_;
  Millis lasts_;
  std::mutex mutex_;
  std::condition_variable ended_;
  bool over_ = false;
  std::thread thread_;
};

// "alice@build-7, admctl migrate up, held for 12s": who has a lease that is still renewed.
std::optional<std::string> lease_holder(pg::Session& session, std::int64_t key);

}  // namespace admctl::migrate
