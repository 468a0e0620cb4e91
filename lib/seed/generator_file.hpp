// A generator file as it is written, checked for form; names inside expressions are the compiler's business.
//
//   locales: {en: 3, uk: 1}  # languages with weights: locale() draws one, `locales` is their list
//   constants:            # name -> expression, computed once
//   data:                 # name -> list or mapping, used by expressions
//   existing:             # rows that are there already and may be referred to
//     - {name: countries, table: countries, columns: [code, id]}
//   tables:               # in the order of loading: parents first
//     - name: orders      # the table, or a name of its own together with table:
//       rows: n * 2       # how many; n is the number of records asked for
//       walk: ...         # the row's way through a lifecycle, see below
//       let: {total: rand(1, 10) * 100}         # values that other expressions use
//       values: {currency: EUR}                 # columns with fixed values, taken as they are
//       columns: {id: cuid(created)}            # column -> expression
//       later: {latest: ...}                    # columns filled in when the whole family is loaded
//     - name: order_lines
//       per: orders       # children: `rows` is computed for every parent
//       rows: rand(1, 4)  # or true and false
//
// In expressions `index` counts the rows of a root table in this set from 0. A second set is appended to the
// rows of a first one: whatever must be unique is made of `serial`, which is `index` plus the rows that were
// there. Children have index and serial of their root. `appended` is true in a set that is added to others:
// tables that a platform has once, whatever its size, are left as they are with `rows: if(appended, 0, 8)`.
//   walk:
//     kind: order
//     final: weighted('PAID', 7, 'OPEN', 2)     # the last state
//     since: minutes(rand(1, 50))               # how long ago it was entered
//     stay: {OPEN: hours(2), otherwise: hours(1)}  # how long the states before it lasted; step is the number
//     of it moves: {OPEN: {PAID: 9, CANCELLED: 1}}    # weights of moves avoid: {CANCELLED: [PAID]} # not
//     visited on the way there through: {REFUNDED: [PAID]}               # visited on the way there again: 0.1
//     # the chance to come to the last state once more
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lib/core/value.hpp"
#include "lib/platform/pack.hpp"
#include "lib/seed/expression_source.hpp"
#include "lib/seed/model.hpp"
#include "lib/seed/walk.hpp"

namespace admctl::seed {

struct NamedSource {
  std::string name;
  ExpressionSource source;
};

struct NamedValue {
  std::string name;
  std::string place;
  Value value;
};

struct WalkFile {
  std::string place;
  const platform::Kind* kind = nullptr;
  ExpressionSource final;
  ExpressionSource since;
  std::vector<NamedSource> stay;  // by state, one for each that can be left
  WalkRules rules;
};

struct TableFile {
  std::string name;
  std::string table;
  std::string place;
  std::optional<ExpressionSource> per;
  ExpressionSource rows;
  std::optional<WalkFile> walk;
  std::vector<NamedSource> let;
  std::vector<NamedValue> values;
  std::vector<NamedSource> columns;
  std::vector<NamedSource> later;
};

struct ExistingFile {
  std::string name;
  std::string table;
  std::string place;
  std::vector<std::string> columns;
};

struct GeneratorFile {
  std::vector<Locale> locales;
  std::vector<NamedSource> constants;
  std::vector<NamedValue> data;
  std::vector<ExistingFile> existing;
  std::vector<TableFile> tables;
};

// `path` is what messages call the file; kinds and states are looked up in the pack, which must outlive the
// result. Throws code::bad_pack with file:line:column.
GeneratorFile read_generator(std::string path, std::string text, const platform::Pack& pack);

}  // namespace admctl::seed
