// Template databases: built once per key, under a temporary name and a lock on the server, then only cloned.
// Nobody can connect to a finished one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "lib/local/database_copy.hpp"
#include "lib/local/database_mark.hpp"
#include "lib/local/server_connection.hpp"
#include "lib/pg/session.hpp"

namespace admctl::local {

// `key` is lower-case hex of at least 32 digits.
std::string template_name(std::string_view key);

struct ReadyTemplate {
  std::string name;
  DatabaseMark mark;
};

// The finished template of that key, made by this role; nullopt when there is none. Throws
// code::not_our_database when a database of its name is there that admctl did not make.
std::optional<ReadyTemplate> find_template(pg::Session& server, std::string_view key);

// Notes that it was used, once an hour at most.
void touch_template(pg::Session& server, const ReadyTemplate& ready, Time now);

// An advisory lock of the session, so that one of all builders on all machines builds. False when another holds
// it.
bool try_lock_template(pg::Session& server, std::string_view key);
void unlock_template(pg::Session& server, std::string_view key);

// A template under construction. Only under the lock. Dropped at the end of scope unless finished; what a
// killed builder left of this key is dropped first.
class TemplateBuild {
 public:
  // `mark.key` is the key. Throws as create_database() in test_databases.hpp.
  TemplateBuild(pg::Session& server, DatabaseMark mark, const Patience& patience);

  // To connect to while it is built.
  const std::string& database() const { return unfinished_.name(); }

  // Nobody may be connected to it any more. Marks it, closes it to connections and gives it its name, in one
  // transaction.
  ReadyTemplate finish();

 private:
  pg::Session& server_;
  DatabaseMark mark_;
  Unfinished unfinished_;
};

}  // namespace admctl::local
