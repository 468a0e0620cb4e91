// A pack with every sort of list that files describe, and the tables it is about.
#pragma once

#include <string>
#include <string_view>

#include "lib/platform/pack.hpp"
#include "lib/seed/categories.hpp"
#include "tests/support/database.hpp"
#include "tests/support/temp_folder.hpp"

namespace admctl::test {

// A database with the tables, and the pack in a folder.
class Shop {
 public:
  Shop();

  const TestDatabase& database() const { return database_; }
  const platform::Pack& pack() const { return pack_; }

  struct Manner {
    std::vector<std::string> names = {};
    bool prune = false;
    bool dry = false;
  };
  // From the pack's files.
  seed::CategoryResult seed(const Manner& manner);
  // From a text, for one list.
  seed::CategoryResult seed(const std::string& name, const std::string& text, bool prune = false);
  std::string exported(const std::string& name);
  void undo(const std::string& operation);
  // All rows of all tables, and the native ones, as text.
  std::string rows() const;

 private:
  TempFolder folder_;
  platform::Pack pack_;
  TestDatabase database_{Template::empty};
};

}  // namespace admctl::test
