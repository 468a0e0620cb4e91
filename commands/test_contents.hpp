// What a test database shall hold: a platform's schema or a folder's, and data. One key stands for all of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "commands/context.hpp"
#include "commands/flags.hpp"
#include "commands/migrate_source.hpp"
#include "commands/test_server.hpp"
#include "lib/seed/demo.hpp"

namespace admctl::commands {

struct ContentsFlags {
  std::optional<std::string> seed;
  MigrationSource source;
  std::string wait = "15m";
};

void declare_contents(Flags& flags, ContentsFlags& into);

// "demo:1000:42:2026-01-01": the number, --seed and --until of `seed demo`; the last two may be left out.
// Throws code::bad_seed_request.
seed::DemoRequest parse_seed_request(std::string_view text);

class TestContents {
 public:
  // Reads the pack and the folder, connects to nothing. Throws code::usage when data is asked for without a
  // platform.
  TestContents(Context& context, const ContentsFlags& flags);

  // Neither platform nor folder.
  bool is_empty() const { return !pack_ && !migrations_; }
  // Empty: none.
  const std::string& platform() const { return platform_; }
  // In full; empty: no data.
  const std::string& seed() const { return seed_; }
  // A hash of all that decides what the database will hold: the files, what is asked of the generator, the
  // versions of admctl and of the server, and the role, which will own it all.
  std::string key(pg::Session& server) const;
  // Migrates and seeds the empty database of the session.
  void fill(pg::Session& session) const;

 private:
  void migrate(pg::Session& session) const;
  void seed_data(pg::Session& session) const;

  Context& context_;
  const platform::Pack* pack_ = nullptr;
  std::string platform_;
  std::string seed_;
  std::optional<seed::DemoRequest> demo_;
  std::optional<Migrations> migrations_;
};

// Makes the database `name` with these contents: a copy of their template, which is built when it is missing.
// Only one of all admctl that want it builds it, the others wait. Returns the name of the template, empty for
// an empty database.
std::string make_test_database(TestServer& server, const TestContents& contents, const std::string& name,
                               local::DatabaseMark mark, Millis wait);

}  // namespace admctl::commands
