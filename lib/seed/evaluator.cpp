#include "lib/seed/evaluator.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/seed/builtins.hpp"

namespace admctl::seed {
namespace {

constexpr std::int64_t max_root_rows = 1'000'000'000'000;
constexpr std::int64_t max_children = 1'000'000;

enum : std::uint8_t { unknown = 0, computing = 1, known = 2 };

}  // namespace

Evaluator::Evaluator(const Model& model, const Inputs& inputs)
    : model_{model},
      inputs_{inputs},
      constants_(model.constants.size()),
      constants_known_(model.constants.size()),
      counts_(model.entities.size(), -1),
      existing_(model.entities.size()) {
  for (const auto& rows : inputs_.existing) load_existing(rows);
  inputs_.existing.clear();
  choose_locales();
  for (std::uint32_t i = 0; i < constants_.size(); ++i) constant(i);
  for (const auto& entity : model.entities) {
    if (entity->parent < 0 && !entity->existing) count(*entity);
  }
  current_ = &arena_;
}

void Evaluator::load_existing(const ExistingRows& rows) {
  const auto* entity = model_.find(rows.entity);
  if (!entity) throw Error{code::bug, "rows of a table that the generator does not know: " + rows.entity};
  auto& loaded = existing_[static_cast<std::size_t>(entity->index)];
  for (const auto& values : rows.rows) {
    auto* row = make_row(*entity);
    row->index = row->ordinal = static_cast<std::int64_t>(loaded.size());
    row->key = combine(entity->hash, static_cast<std::uint64_t>(row->index));
    for (std::size_t slot = 0; slot < entity->slots.size(); ++slot) {
      row->slots[slot] = to_datum(values.at(slot), fixed_);
      row->known[slot] = known;
    }
    loaded.push_back(row);
  }
  counts_[static_cast<std::size_t>(entity->index)] = static_cast<std::int64_t>(loaded.size());
}

void Evaluator::choose_locales() {
  auto* items = fixed_.make<Datum>(model_.locales.size());
  std::size_t chosen = 0;
  std::uint64_t sum = 0;
  for (const auto& [code, weight] : model_.locales) {
    const auto& wanted = inputs_.locales;
    if (!wanted.empty() && std::ranges::find(wanted, code) == wanted.end()) continue;
    items[chosen++] = Datum::of_text(code);
    locale_weights_.push_back(sum += weight);
  }
  locales_ = Datum::of_list({items, chosen});
}

Datum Evaluator::locale(Stream stream) const {
  const auto draw = stream.below(locale_weights_.back());
  const auto chosen = std::ranges::upper_bound(locale_weights_, draw) - locale_weights_.begin();
  return locales_.list()[static_cast<std::size_t>(chosen)];
}

std::int64_t Evaluator::first_serial(const Entity& entity) const {
  const auto index = static_cast<std::size_t>(entity.index);
  return index < inputs_.first_serials.size() ? inputs_.first_serials[index] : 0;
}

Stream Evaluator::stream(const Node& node, const Frame& frame) const {
  const auto row = frame.row ? frame.row->key : inputs_.seed;
  return Stream{combine(combine(row, node.site), frame.mix)};
}

Datum Evaluator::run(const Program& program, const Row* row, std::uint64_t mix) {
  // What is evaluated once per step of a walk sees the step as its variable.
  Frame frame{.row = row, .program = &program, .loops = {static_cast<std::int64_t>(mix)}, .mix = mix};
  return evaluate(program.root, frame);
}

std::int64_t Evaluator::run_integer(const Program& program, const Row* row, std::uint64_t mix,
                                    std::int64_t min) {
  const auto result = run(program, row, mix);
  if (!result.is(Datum::Kind::integer)) {
    program.source.refuse(0, fmt::format("must give a whole number, not {}", words_of(result.kind)));
  }
  if (result.as.integer < min) program.source.refuse(0, fmt::format("gives {}", result.as.integer));
  return result.as.integer;
}

Datum Evaluator::constant(std::uint32_t index) {
  // The compiler has refused constants that depend on themselves.
  if (constants_known_[index] != known) {
    constants_[index] = run(model_.constants[index].program, nullptr, 0);
    constants_known_[index] = known;
  }
  return constants_[index];
}

std::int64_t Evaluator::count(const Entity& root) {
  auto& rows = counts_[static_cast<std::size_t>(root.index)];
  if (rows < 0) {
    rows = root.existing ? 0 : run_integer(root.rows, nullptr, root.hash, 0);
    if (rows > max_root_rows) root.rows.source.refuse(0, fmt::format("gives {} rows", rows));
  }
  return rows;
}

Row* Evaluator::make_row(const Entity& entity) {
  auto* row = current_->make<Row>(1);
  row->entity = &entity;
  row->slots = current_->make<Datum>(entity.slots.size());
  row->known = current_->make<std::uint8_t>(entity.slots.size());
  return row;
}

const Row* Evaluator::make_root(const Entity& root, std::int64_t index) {
  if (root.existing) return existing_[static_cast<std::size_t>(root.index)].at(static_cast<std::size_t>(index));
  auto* row = make_row(root);
  row->index = row->ordinal = index;
  // By the serial number: a set appended with the same seed is not the first one again.
  row->key = combine(combine(inputs_.seed, root.hash), static_cast<std::uint64_t>(index + first_serial(root)));
  return row;
}

const Row* Evaluator::make_child(const Entity& entity, const Row& parent, std::int64_t ordinal) {
  auto* row = make_row(entity);
  row->parent = &parent;
  row->index = parent.index;
  row->ordinal = ordinal;
  row->key = combine(combine(parent.key, entity.hash), static_cast<std::uint64_t>(ordinal));
  return row;
}

std::int64_t Evaluator::children(const Entity& entity, const Row& parent) {
  // Counted from a row that stands for all of them, so that the count is drawn like any other value.
  Row row{.entity = &entity, .parent = &parent, .key = combine(parent.key, entity.hash), .index = parent.index};
  const auto result = run(entity.rows, &row, 0);
  if (result.is(Datum::Kind::boolean)) return result.as.boolean ? 1 : 0;
  if (!result.is(Datum::Kind::integer) || result.as.integer < 0 || result.as.integer > max_children) {
    entity.rows.source.refuse(0, fmt::format("must give true, false or 0 to {} rows", max_children));
  }
  return result.as.integer;
}

Datum Evaluator::value(const Row& row, std::uint32_t slot) {
  if (row.known[slot] == known) return row.slots[slot];
  const auto& program = row.entity->slots[slot].program;
  if (row.known[slot] == computing) program.source.refuse(0, "depends on itself");
  row.known[slot] = computing;
  row.slots[slot] = run(program, &row, 0);
  row.known[slot] = known;
  return row.slots[slot];
}

std::size_t Evaluator::final_state(const Row& row, const WalkSpec& spec) {
  const auto& states = spec.plan.states();
  // The last rows, the youngest, take each state once, so that none is missing.
  if (row.entity->parent < 0) {
    const auto first = count(*row.entity) - static_cast<std::int64_t>(states.size());
    if (first >= 0 && row.index >= first) return static_cast<std::size_t>(row.index - first);
  }
  const auto name = run(spec.final, &row, 0);
  const auto state = name.is(Datum::Kind::text) ? std::ranges::find(states, name.text()) : states.end();
  if (state == states.end()) spec.final.source.refuse(0, fmt::format("must give a state of '{}'", spec.kind));
  return static_cast<std::size_t>(state - states.begin());
}

const Walk& Evaluator::path(const Row& row) {
  if (row.walk) return *row.walk;
  const auto& spec = *row.entity->walk;
  const auto final = final_state(row, spec);
  Stream stream{combine(row.key, hash_text("walk"))};
  path_.clear();
  spec.plan.draw(final, stream, path_);
  auto* states = arena().make<std::uint8_t>(path_.size());
  std::ranges::copy(path_, states);
  row.walk = arena().make<Walk>(1);
  row.walk->steps = static_cast<std::uint32_t>(path_.size());
  row.walk->states = states;
  return *row.walk;
}

const Walk& Evaluator::walk(const Row& row) {
  path(row);
  auto& walk = *row.walk;
  if (walk.times) return walk;
  const auto& spec = *row.entity->walk;
  if (walk.timing) spec.since.source.refuse(0, "the times of the walk depend on themselves");
  walk.timing = true;
  auto* times = arena().make<std::int64_t>(walk.steps);
  const auto last = walk.steps - 1;
  times[last] = inputs_.until - run_integer(spec.since, &row, last, 0);
  for (auto step = last; step-- > 0;) {
    const auto& stay = spec.stay[walk.states[step]];
    // No two steps at the same instant: histories are ordered by time.
    times[step] = times[step + 1] - std::max<std::int64_t>(1, run_integer(stay, &row, step, 0));
  }
  walk.times = times;
  return walk;
}

}  // namespace admctl::seed
