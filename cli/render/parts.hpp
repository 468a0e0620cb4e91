// What the formats share. Private to cli/render.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "cli/render/render.hpp"

namespace admctl::cli {

inline constexpr int schema_version = 1;

// The table of a report that is a list; nullptr for a page.
const Table* list_of(const Report& report);
// Hands over every row, from the source when the table has one.
void for_each_row(const Table& table, const RowSink& sink);
// A row, or the fields of a section, as machines get it.
Object to_object(const std::vector<Column>& columns, const Row& row);
Object to_object(const std::vector<Field>& fields);
// Every section under its key, between schemaVersion and notes.
Object page_object(const Report& report);
Array to_array(const std::vector<std::string>& lines);
// A value as one text: strings as they are, null as nothing, the rest as JSON.
std::string plain_text(const Value& value);
// Writes JSON or YAML in which characters that steer a terminal (C1 controls, bidirectional overrides) are
// escaped as \uXXXX. Valid because outside of quoted strings there is only ASCII.
void write_escaped(Output& out, std::string_view text);

// A cell as people read it: nothing in it steers a terminal.
std::string shown(const Cell& cell, const Style& style);
// Text in lines of at most `width` columns, broken at blanks where there are some.
std::vector<std::string> wrapped(const std::string& text, std::size_t width);

void write_table(const Report& report, const Style& style, Output& out);
// One line for each value, for screen readers: no alignment, no shortening.
void write_plain(const Report& report, const Style& style, Output& out);
void write_json(const Report& report, Output& out);
void write_jsonl(const Report& report, Output& out);
void write_yaml(const Report& report, Output& out);
void write_csv(const Report& report, const Style& style, Output& out);
void write_names(const Report& report, Output& out);

}  // namespace admctl::cli
