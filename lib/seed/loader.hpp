// Loads generated families into the database, inside one transaction.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/pg/session.hpp"
#include "lib/seed/family_stream.hpp"
#include "lib/seed/live_tables.hpp"

namespace admctl::seed {

// Told how much of a stage is done, often. May throw to end the load.
using Progress = std::function<void(std::string_view stage, std::size_t done, std::size_t total)>;

struct LoadOptions {
  unsigned threads = 0;  // that generate; 0: as many as there are processors
  // Tables that were made anew in this transaction: their rows are loaded frozen.
  std::vector<std::string> renewed;
  Progress progress = {};
  // Before the rows of each range are sent.
  std::function<void()> on_range = {};
};

class Loader {
 public:
  Loader(pg::Transaction& tx, LiveTables& tables);

  // Counts the root rows and tells about how many rows there will be, from a few families of each root table.
  std::size_t plan(const Inputs& inputs);
  // Loads everything: root tables in the order of the model, each with its descendants, a range of families at
  // a time; memory does not depend on the number of rows. After plan() with the same inputs. The rows and their
  // order are the same for any number of threads.
  void load(const Inputs& inputs, const LoadOptions& options);

  // Rows loaded per entity of the model.
  const std::vector<std::size_t>& rows() const { return rows_; }
  std::size_t rows_of(std::string_view table) const;

 private:
  std::size_t rows_left(const Entity& root, std::int64_t done) const;
  void copy(const Entity& entity, const TableRows& rows, bool frozen);
  void fill_later(const Entity& entity, const TableRows& rows);

  pg::Transaction& tx_;
  LiveTables& tables_;
  const Model& model_;
  std::vector<TableLayout> layouts_;
  std::vector<std::size_t> rows_;
  std::vector<std::int64_t> counts_;  // per entity: how many roots
  std::vector<double> per_root_;      // rows per family, estimated
};

}  // namespace admctl::seed
