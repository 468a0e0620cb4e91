// A pack in a folder, a database with its tables, and the operations of lib/config on both.
#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "lib/config/history.hpp"
#include "lib/config/listing.hpp"
#include "lib/config/rollback.hpp"
#include "lib/config/set.hpp"
#include "lib/config/store.hpp"
#include "lib/config/validation.hpp"
#include "lib/core/error.hpp"
#include "tests/support/config_packs.hpp"
#include "tests/support/database.hpp"
#include "tests/support/error_of.hpp"

namespace admctl::test {

class ConfigBench {
 public:
  explicit ConfigBench(void (*write)(const TempFolder&), std::string_view tables = {})
      : database{Template::empty}, pack{load(write)}, schema{config::Schema::load(pack)} {
    if (!tables.empty()) database.execute(tables);
  }

  static ops::Request by(std::string actor, std::string kind = "config.set") {
    ops::Request request;
    request.kind = std::move(kind);
    request.command = "admctl config";
    request.actor = std::move(actor);
    request.os_user = "tester";
    request.host = "testhost";
    return request;
  }

  config::ChangeResult change(std::vector<config::Wanted> wanted, const ops::Request& request = by("alice")) {
    auto session = database.session();
    return config::change(session, pack, schema, request, std::move(wanted));
  }
  config::ChangeResult set(std::string key, Value value) {
    return change({{std::move(key), std::move(value)}});
  }
  config::ChangeResult unset(std::string key) { return change({{std::move(key), std::nullopt}}); }

  std::optional<config::Entry> entry(std::string_view key) {
    auto session = database.session();
    pg::Transaction tx{session};
    return config::find_entry(tx, pack, schema, key);
  }
  std::vector<config::Edit> history(std::string_view key) {
    auto session = database.session();
    pg::Transaction tx{session};
    return config::history(tx, pack, schema, key, 100);
  }
  std::vector<config::Finding> validate() {
    auto session = database.session();
    pg::Transaction tx{session};
    return config::validate(tx, pack, schema);
  }
  config::Wanted as_it_was(std::string_view key, std::string_view to) {
    auto session = database.session();
    pg::Transaction tx{session};
    return config::as_it_was(tx, pack, schema, key, to);
  }
  config::ChangeResult rollback(std::string_view key, std::string_view to) {
    return change({as_it_was(key, to)}, by("alice", "config.rollback"));
  }

  TempFolder folder;
  TestDatabase database;
  platform::Pack pack;
  config::Schema schema;

 private:
  platform::Pack load(void (*write)(const TempFolder&)) const {
    write(folder);
    return load_config_pack(folder);
  }
};

}  // namespace admctl::test
