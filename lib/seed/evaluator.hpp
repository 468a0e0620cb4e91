// Computes the values of rows from a compiled generator. Every value is a function of the inputs alone, in
// whatever order rows are asked for.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "lib/seed/model.hpp"

namespace admctl::seed {

struct ExistingRows {
  std::string entity;
  std::vector<std::vector<Value>> rows;  // in the order of the entity's slots
};

struct Inputs {
  std::int64_t records = 0;
  std::uint64_t seed = 0;
  std::int64_t until = 0;  // milliseconds since 1970, UTC: the present of the generated world
  std::vector<ExistingRows> existing;
  // Of the model's languages, those to use; empty: all.
  std::vector<std::string> locales;
  // Per entity of the model: where its serial numbers begin, so that sets do not collide; empty: at 0.
  std::vector<std::int64_t> first_serials;
  // Whether this set is added to earlier ones.
  bool appended = false;
};

// Where an expression is being evaluated.
struct Frame {
  const Row* row = nullptr;  // absent for constants and counts of root tables
  const Program* program = nullptr;
  std::array<std::int64_t, 4> loops{};
  std::uint64_t mix = 0;  // distinguishes the draws of repeated evaluations
};

// Not thread-safe; several evaluators may share a model.
class Evaluator {
 public:
  // The model must outlive the evaluator. Throws code::bad_pack when a constant or count cannot be computed.
  Evaluator(const Model& model, const Inputs& inputs);

  std::int64_t count(const Entity& root);
  // Rows live until reset().
  const Row* make_root(const Entity& root, std::int64_t index);
  const Row* make_child(const Entity& entity, const Row& parent, std::int64_t ordinal);
  std::int64_t children(const Entity& entity, const Row& parent);
  Datum value(const Row& row, std::uint32_t slot);
  // States only, and with times.
  const Walk& path(const Row& row);
  const Walk& walk(const Row& row);
  // Frees all rows and values.
  void reset() { arena_.reset(); }

  // For builtins.
  Datum evaluate(const Node& node, Frame& frame);
  Arena& arena() { return *current_; }
  Stream stream(const Node& node, const Frame& frame) const;
  std::int64_t until() const { return inputs_.until; }
  // One of the languages to use, by their weights.
  Datum locale(Stream stream) const;

 private:
  Datum evaluate_operator(const Node& node, Frame& frame);
  Datum evaluate_form(const Node& node, Frame& frame);
  Datum evaluate_list(const Node& node, Frame& frame);
  Datum evaluate_object(const Node& node, Frame& frame);
  Datum evaluate_each(const Node& node, Frame& frame);
  Datum evaluate_weighted(const Node& node, Frame& frame);
  Datum evaluate_call(const Node& node, Frame& frame);
  Datum evaluate_row(const Node& node, Frame& frame);
  Datum evaluate_child(const Node& node, Frame& frame);
  bool truth(const Node& node, Frame& frame);
  const Row& row(const Node& node, Frame& frame);
  std::int64_t integer(const Node& node, Frame& frame);
  Datum constant(std::uint32_t index);
  Datum run(const Program& program, const Row* row, std::uint64_t mix);
  std::int64_t run_integer(const Program& program, const Row* row, std::uint64_t mix, std::int64_t min);
  Row* make_row(const Entity& entity);
  std::size_t final_state(const Row& row, const WalkSpec& spec);
  void load_existing(const ExistingRows& rows);
  void choose_locales();
  std::int64_t first_serial(const Entity& entity) const;

  const Model& model_;
  Inputs inputs_;
  Arena fixed_;  // constants and existing rows
  Arena arena_;
  Arena* current_ = &fixed_;
  std::vector<Datum> constants_;
  std::vector<std::uint8_t> constants_known_;
  std::vector<std::int64_t> counts_;               // per entity, roots only
  std::vector<std::vector<const Row*>> existing_;  // per entity
  std::vector<std::uint8_t> path_;                 // scratch
  Datum locales_;                                  // those to use
  std::vector<std::uint64_t> locale_weights_;      // theirs, cumulative
};

}  // namespace admctl::seed
