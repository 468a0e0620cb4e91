// Takes foreign keys, unique keys and indexes off tables and puts them back when the rows are loaded: building
// them once over all rows is several times quicker than keeping them up row by row.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lib/pg/session.hpp"

namespace admctl::seed {

// Of one transaction: until it commits nobody sees the tables without their keys, and if it does not, they were
// never gone. What could not be put back exactly as it was stays in place: keys that others depend on, indexes
// that a table is clustered or replicated by, in another tablespace, invalid or with settings of their own.
class KeyRebuild {
 public:
  // Empty when all of `tables` (names in `schema`) can be rebuilt; else why not, as a sentence's end: "the role
  // does not own 'deals'". Takes no locks.
  static std::string obstacle(pg::Transaction& tx, std::string_view schema,
                              std::span<const std::string> tables);

  // Locks the tables ACCESS EXCLUSIVE. Throws code::lock_timeout like any statement.
  KeyRebuild(pg::Transaction& tx, std::string schema, std::vector<std::string> tables);

  // Once, before the rows come. Foreign keys that point to other tables lock those as well.
  void drop();
  // The tables among the given ones, all empty, whose files may be made anew, so that rows can be loaded
  // frozen: empties them again. Only after drop().
  std::vector<std::string> renew(std::span<const std::string> empty);

  // How many keys and indexes come back.
  std::size_t size() const { return indexes_.size() + foreign_keys_.size(); }
  // Told before each of them is built: its table and whether it is a foreign key.
  using Step = std::function<void(const std::string& table, bool foreign)>;
  // Builds the indexes and unique keys. Throws code::constraint_violated when the rows break one.
  void restore_indexes(const Step& step);
  // Adds the foreign keys, each proven over all rows, and compares the catalog with what it was before:
  // code::keys_not_restored.
  void restore_foreign_keys(const Step& step);

 private:
  struct Part {
    std::string table;
    std::string drop;
    std::string create;
    std::string comment;  // a statement, or empty
  };

  void read_foreign_keys();
  void read_indexes();
  std::string image();
  void build(const Part& part);

  pg::Transaction& tx_;
  std::string schema_;
  std::vector<std::string> tables_;
  std::vector<std::string> dropped_oids_;
  std::vector<Part> foreign_keys_;
  std::vector<Part> indexes_;
  std::string before_;
};

}  // namespace admctl::seed
