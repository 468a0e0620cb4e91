// The statements that copy and remove whole databases.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "lib/local/database_mark.hpp"
#include "lib/local/server_connection.hpp"
#include "lib/pg/session.hpp"

namespace admctl::local {

// "admctl_making_<UUID of now>"
std::string unfinished_name(Time now);

// CREATE DATABASE name TEMPLATE source, tried again while others are connected to the source. Throws as
// create_database() in test_databases.hpp.
void copy_database(pg::Session& server, const std::string& name, const std::string& source,
                   std::optional<std::int64_t> source_size, const Patience& patience);

// COMMENT ON DATABASE with the mark.
void write_mark(pg::Transaction& tx, const std::string& database, const DatabaseMark& mark);

// DROP DATABASE, with its connections; nothing to do when it is gone.
void remove_database(pg::Session& server, const std::string& name, bool is_template);

// An unfinished database, dropped at the end of scope unless it was kept.
class Unfinished {
 public:
  Unfinished(pg::Session& server, std::string name) : server_{server}, name_{std::move(name)} {}
  ~Unfinished();
  Unfinished(const Unfinished&) = delete;
  Unfinished& operator=(const Unfinished&) = delete;

  const std::string& name() const { return name_; }
  // It has another name now.
  void keep() { kept_ = true; }

 private:
  pg::Session& server_;
  std::string name_;
  bool kept_ = false;
};

}  // namespace admctl::local
