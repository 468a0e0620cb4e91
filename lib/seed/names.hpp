// What a generator expression may refer to. Implemented by the builder of the model, which compiles what is
// asked for on demand: so the order of a file does not matter, and whatever depends on itself is found.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/seed/model.hpp"

namespace admctl::seed {

// Where an expression belongs.
struct Scope {
  const Entity* entity = nullptr;  // absent: constants and the row counts of root tables
  // False for row counts of child tables, which are computed before the row exists: only the parent is there.
  bool has_row = true;
  // A loop variable that whoever evaluates the expression sets.
  std::string_view variable = {};
};

// Who asks, for messages.
struct Asker {
  const ExpressionSource& source;
  std::size_t offset;
};

class Names {
 public:
  virtual ~Names() = default;

  virtual const Datum* find_data(std::string_view name) const = 0;
  virtual std::optional<std::uint32_t> find_constant(std::string_view name, const Asker& asker) = 0;
  virtual bool has_locales() const = 0;
  virtual const Entity* find_entity(std::string_view name) const = 0;
  virtual const Entity& entity(int index) const = 0;
  virtual std::optional<std::uint32_t> find_slot(const Entity& entity, std::string_view name,
                                                 const Asker& asker) = 0;
  // The table whose rows a slot refers to; -1 when its value is no row. The slot has been found before.
  virtual int entity_of(const Entity& entity, std::uint32_t slot) const = 0;
  virtual void need_rows(const Entity& entity, const Asker& asker) = 0;
  virtual void need_path(const Entity& entity, const Asker& asker) = 0;
  virtual void need_times(const Entity& entity, const Asker& asker) = 0;
  // Every name that find_* may find from `scope`, for suggestions.
  virtual std::vector<std::string> all(const Scope& scope) const = 0;
  // Text that lives as long as the model.
  virtual Datum keep(std::string_view text) = 0;
};

// Throws code::bad_pack at the word that means nothing here.
Program compile_expression(const ExpressionSource& source, const Scope& scope, Names& names);

}  // namespace admctl::seed
