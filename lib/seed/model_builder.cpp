#include "lib/seed/model_builder.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/seed/builtins.hpp"
#include "lib/seed/names.hpp"

namespace admctl::seed {
namespace {

constexpr std::array<std::string_view, 7> reserved{"n",       "until",  "appended", "index",
                                                   "ordinal", "parent", "self"};

// Compiles every expression once, when it is first needed.
class Builder final : public Names {
 public:
  explicit Builder(const GeneratorFile& file) : file_{file}, model_{std::make_unique<Model>()} {}

  std::unique_ptr<const Model> run() {
    for (const auto& data : file_.data) data_.emplace_back(data.name, to_datum(data.value, model_->literals));
    model_->locales = file_.locales;
    for (const auto& constant : file_.constants) {
      check_word(constant.name, constant.source.place);
      model_->constants.push_back({constant.name, {}});
    }
    constants_.resize(file_.constants.size());
    for (const auto& table : file_.tables) add_table(table);
    for (const auto& existing : file_.existing) add_existing(existing);
    for (std::size_t i = 0; i < file_.tables.size(); ++i) link_parent(i);
    for (std::uint32_t i = 0; i < constants_.size(); ++i) {
      find_constant(file_.constants[i].name, {file_.constants[i].source, 0});
    }
    for (std::size_t i = 0; i < file_.tables.size(); ++i) compile_table(i);
    return std::move(model_);
  }

  const Datum* find_data(std::string_view name) const override {
    const auto found = std::ranges::find(data_, name, &std::pair<std::string, Datum>::first);
    return found == data_.end() ? nullptr : &found->second;
  }

  std::optional<std::uint32_t> find_constant(std::string_view name, const Asker& asker) override {
    const auto found = std::ranges::find(model_->constants, name, &Constant::name);
    if (found == model_->constants.end()) return std::nullopt;
    const auto index = static_cast<std::size_t>(found - model_->constants.begin());
    once(constants_[index], asker, name, [&] {
      found->program = compile_expression(file_.constants[index].source, {.entity = nullptr}, *this);
    });
    return static_cast<std::uint32_t>(index);
  }

  bool has_locales() const override { return !model_->locales.empty(); }
  const Entity* find_entity(std::string_view name) const override { return model_->find(name); }
  const Entity& entity(int index) const override { return *model_->entities[static_cast<std::size_t>(index)]; }

  std::optional<std::uint32_t> find_slot(const Entity& entity, std::string_view name,
                                         const Asker& asker) override {
    const auto found = std::ranges::find(entity.slots, name, &Slot::name);
    if (found == entity.slots.end()) return std::nullopt;
    const auto index = static_cast<std::uint32_t>(found - entity.slots.begin());
    if (!entity.existing) {
      auto& parts = parts_[static_cast<std::size_t>(entity.index)];
      once(parts.slots[index], asker, name, [&] {
        auto program = compile_expression(*parts.sources[index], {.entity = &entity}, *this);
        own(entity).slots[index].program = std::move(program);
      });
    }
    return index;
  }

  int entity_of(const Entity& entity, std::uint32_t slot) const override {
    return entity.slots[slot].program.root.entity;
  }

  void need_rows(const Entity& entity, const Asker& asker) override {
    if (entity.existing) return;
    const auto index = static_cast<std::size_t>(entity.index);
    once(parts_[index].rows, asker, entity.name + " rows", [&] {
      const Scope scope{.entity = entity.parent < 0 ? nullptr : &entity, .has_row = false};
      own(entity).rows = compile_expression(file_.tables[index].rows, scope, *this);
    });
  }

  void need_path(const Entity& entity, const Asker& asker) override {
    const auto index = static_cast<std::size_t>(entity.index);
    once(parts_[index].path, asker, "the walk", [&] {
      own(entity).walk->final = compile_expression(file_.tables[index].walk->final, {.entity = &entity}, *this);
    });
  }

  void need_times(const Entity& entity, const Asker& asker) override {
    need_path(entity, asker);
    const auto index = static_cast<std::size_t>(entity.index);
    once(parts_[index].times, asker, "the times of the walk", [&] {
      const auto& file = *file_.tables[index].walk;
      auto& walk = *own(entity).walk;
      walk.since = compile_expression(file.since, {.entity = &entity}, *this);
      for (const auto& stay : file.stay) {
        const auto& states = walk.plan.states();
        const auto state = static_cast<std::size_t>(std::ranges::find(states, stay.name) - states.begin());
        walk.stay[state] = compile_expression(stay.source, {.entity = &entity, .variable = "step"}, *this);
      }
    });
  }

  std::vector<std::string> all(const Scope& scope) const override {
    std::vector<std::string> names{"n", "until", "appended", "parent"};
    if (scope.entity && scope.has_row) {
      names.insert(names.end(), {"index", "ordinal", "serial", "self"});
      for (const auto& slot : scope.entity->slots) names.push_back(slot.name);
    }
    for (const auto& constant : model_->constants) names.push_back(constant.name);
    for (const auto& [name, datum] : data_) names.push_back(name);
    return names;
  }

  Datum keep(std::string_view text) override { return Datum::of_text(model_->literals.copy(text)); }

 private:
  enum class State : std::uint8_t { untouched, under_way, done };

  // What is compiled of one table.
  struct Parts {
    std::vector<State> slots;
    std::vector<const ExpressionSource*> sources;  // of the slots
    State rows = State::untouched;
    State path = State::untouched;
    State times = State::untouched;
  };

  template <typename Compile>
  void once(State& state, const Asker& asker, std::string_view what, Compile compile) {
    if (state == State::done) return;
    if (state == State::under_way)
      asker.source.refuse(asker.offset, fmt::format("'{}' depends on itself", what));
    state = State::under_way;
    compile();
    state = State::done;
  }

  Entity& own(const Entity& entity) { return *model_->entities[static_cast<std::size_t>(entity.index)]; }

  static void check_word(const std::string& name, const std::string& place) {
    if (std::ranges::find(reserved, name) == reserved.end()) return;
    throw Error{code::bad_pack,
                fmt::format("{}: '{}' has a meaning of its own in expressions", place, name),
                {},
                "choose another name"};
  }

  Entity& add_entity(const std::string& name, const std::string& table, const std::string& place) {
    auto& entity = *model_->entities.emplace_back(std::make_unique<Entity>());
    entity.name = name;
    entity.table = table;
    entity.place = place;
    entity.hash = hash_text(name);
    entity.index = static_cast<int>(model_->entities.size()) - 1;
    return entity;
  }

  void add_table(const TableFile& table) {
    auto& entity = add_entity(table.name, table.table, table.place);
    auto& parts = parts_.emplace_back();
    const auto add_slot = [&](const NamedSource& source) {
      check_word(source.name, source.source.place);
      entity.slots.push_back({source.name, {}});
      parts.sources.push_back(&source.source);
      return static_cast<std::uint32_t>(entity.slots.size() - 1);
    };
    for (const auto& let : table.let) add_slot(let);
    for (const auto& value : table.values) {
      entity.columns.push_back({value.name, value.place, {}, to_datum(value.value, model_->literals)});
    }
    for (const auto& column : table.columns) {
      entity.columns.push_back({column.name, column.source.place, add_slot(column), {}});
    }
    for (const auto& column : table.later) {
      entity.columns.push_back({column.name, column.source.place, add_slot(column), {}, true});
    }
    parts.slots.resize(parts.sources.size());
    if (table.walk) add_walk(entity, *table.walk);
  }

  void add_existing(const ExistingFile& existing) {
    auto& entity = add_entity(existing.name, existing.table, existing.place);
    entity.existing = true;
    for (const auto& column : existing.columns) {
      check_word(column, existing.place);
      entity.slots.push_back({column, {}});
    }
  }

  static void add_walk(Entity& entity, const WalkFile& file) {
    const auto& lifecycle = file.kind->lifecycle;
    try {
      entity.walk.emplace(WalkSpec{file.kind->name, WalkPlan{lifecycle, file.rules}, {}, {}, {}, {}});
    } catch (const Error& error) {
      throw Error{error.code(), fmt::format("{}: {}", file.place, error.message()), error.detail(),
                  error.hint()};
    }
    entity.walk->stay.resize(lifecycle.states.size());
    for (const auto& state : lifecycle.states) {
      entity.walk->limits.push_back(state.limit ? std::optional{state.limit->count()} : std::nullopt);
    }
  }

  void link_parent(std::size_t index) {
    const auto& per = file_.tables[index].per;
    if (!per) return;
    auto& entity = *model_->entities[index];
    const auto* parent = model_->find(per->text);
    if (!parent) {
      std::vector<std::string> known;
      for (const auto& other : model_->entities) known.push_back(other->name);
      per->refuse(0, fmt::format("unknown table '{}'.{}", per->text, did_you_mean(per->text, known)));
    }
    if (parent->existing) per->refuse(0, "rows that exist already have no generated children");
    for (const auto* above = parent; above;
         above = above->parent < 0 ? nullptr : &this->entity(above->parent)) {
      if (above == &entity) per->refuse(0, "the table is its own parent");
    }
    entity.parent = parent->index;
    own(*parent).children.push_back(entity.index);
  }

  void compile_table(std::size_t index) {
    const auto& entity = *model_->entities[index];
    need_rows(entity, {file_.tables[index].rows, 0});
    if (entity.walk) need_times(entity, {file_.tables[index].walk->since, 0});
    for (std::size_t slot = 0; slot < entity.slots.size(); ++slot) {
      find_slot(entity, entity.slots[slot].name, {*parts_[index].sources[slot], 0});
    }
  }

  const GeneratorFile& file_;
  std::unique_ptr<Model> model_;
  std::vector<std::pair<std::string, Datum>> data_;
  std::vector<State> constants_;
  std::vector<Parts> parts_;  // per table of the file
};

}  // namespace

const Entity* Model::find(std::string_view name) const {
  const auto found =
      std::ranges::find(entities, name, [](const auto& entity) { return std::string_view{entity->name}; });
  return found == entities.end() ? nullptr : found->get();
}

std::unique_ptr<const Model> build_model(const GeneratorFile& file) { return Builder{file}.run(); }

}  // namespace admctl::seed
