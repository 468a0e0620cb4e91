// Building blocks of SQL text: quoted identifiers and bound parameters. Values are never put into text.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace admctl::pg {

// A bound value in text form; nullopt binds NULL.
using Param = std::optional<std::string>;
using Params = std::vector<Param>;

// "name", with quotes inside doubled. Always quoted, so that reserved words and camelCase survive.
std::string quote(std::string_view identifier);
// "schema"."name"; an empty schema gives just the name.
std::string quote(std::string_view schema, std::string_view name);
// `"a", "b", "c"`, each optionally prefixed: prefix "r." gives `r."a", r."b"`.
std::string quote_list(std::span<const std::string> identifiers, std::string_view prefix = {});
// "$1, $2, $3" beginning with `first`.
std::string placeholders(std::size_t count, std::size_t first = 1);

// The text of an array value, `{"a","b\\"c",NULL}`, to be bound: `column = ANY($1)` takes the column's type.
std::string array_text(std::span<const Param> values);
std::string array_text(std::span<const std::string> values);

// Adds `value` to `params` and returns its placeholder, "$4".
std::string bind(Params& params, Param value);

}  // namespace admctl::pg
