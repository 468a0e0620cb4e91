// What a command answers: data only. cli renders it; nothing here prints.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include "lib/core/clock.hpp"
#include "lib/core/error.hpp"
#include "lib/core/value.hpp"

namespace admctl {

// One value of a report. `value` is what machines get; `display` what people read when it differs
// (money, durations). A `time` cell's value is RFC 3339 and is shown relative on a terminal.
struct Cell {
  enum class Kind { plain, time, state, number };

  Cell() = default;
  template <typename T>
  requires std::is_constructible_v<Value, T&&> &&(!std::is_same_v<std::remove_cvref_t<T>, Cell>)Cell(T&& v)
      : value{Value(std::forward<T>(v))} {}
  Cell(Value v, std::string shown) : value{std::move(v)}, display{std::move(shown)} {}
  static Cell time(std::optional<Time> t);
  static Cell state(std::string name);

  Value value;
  std::optional<std::string> display;
  Kind kind = Kind::plain;
};

struct Column {
  std::string key;     // stable JSON key, camelCase
  std::string title;   // heading of the table, upper case
  bool right = false;  // right-aligned
  bool wide = false;   // only in -o wide and machine formats
  bool wrap = false;   // text that is not cut where it does not fit, but goes on in the next line
};

using Row = std::vector<Cell>;

// Rows handed over one by one, so that a long list takes constant memory.
using RowSink = std::function<void(const Row&)>;
using RowSource = std::function<void(const RowSink&)>;

// How much of a long table people are shown; machines and -o wide get all of it.
struct Brief {
  std::size_t rows = 0;  // 0: all
  bool newest = false;   // the last rows instead of the first
};

struct Table {
  std::vector<Column> columns;
  std::vector<Row> rows = {};
  // When set, used instead of `rows`. Called at most once.
  RowSource source = {};
  Brief brief = {};
  // Rows come slowly: each is written at once.
  bool live = false;
};

struct Field {
  std::string key;
  std::string title;
  Cell cell;
};

struct Section {
  std::string key;    // JSON key
  std::string title;  // heading for people; empty: none
  std::variant<std::vector<Field>, Table, std::string> body;
};

struct Report {
  // One unnamed table is a list: {schemaVersion, rows, notes}. Otherwise a page: every section under its key.
  std::vector<Section> sections;
  std::vector<std::string> notes;
  // Commands to paste next.
  std::vector<std::string> next;
  // Raw data for stdout, written as it is in every format (a URL, a value, a script).
  std::optional<std::string> raw;
  // Stands for the sections where people read (-o table and wide): a value that a shell takes as it is.
  std::optional<std::string> plain;
  // What the process ends with when all went well.
  Exit exit = Exit::ok;
  // How another program ended, 0 to 255: the process ends the same way, whatever `exit` says.
  std::optional<int> passed_on;
  // Called when all is written; what it throws ends the command. For rows that come until something fails.
  std::function<void()> finish;

  static Report list(Table table);
  Report& note(std::string line);
  Report& suggest(std::string command);
  Report& fields(std::string key, std::string title, std::vector<Field> fields);
  Report& table(std::string key, std::string title, Table table);
  Report& text(std::string key, std::string title, std::string body);
};

}  // namespace admctl
