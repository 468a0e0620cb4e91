// What `platform lint` looks for in a pack: rules with stable ids, ADM-Pnnn, never used again.
#pragma once

#include <span>
#include <string_view>

#include "lib/platform/pack.hpp"

namespace admctl::ops {

struct PackRule {
  std::string_view id;    // "ADM-P001"
  std::string_view name;  // "table-missing"
  platform::Severity severity;
  std::string_view summary;
  std::string_view why;
  std::string_view remedy;
};

namespace pack_rule {

inline constexpr PackRule table_missing{
    "ADM-P001",
    "table-missing",
    platform::Severity::error,
    "the pack names a table that the database lacks",
    "Every command that touches the table fails, at the latest when an operator needs it.",
    "Correct the name; or the migration that makes the table is not applied here: 'admctl migrate status'."};
inline constexpr PackRule column_missing{"ADM-P002",
                                         "column-missing",
                                         platform::Severity::error,
                                         "the pack names a column that its table lacks",
                                         "Reading or writing the record fails with an SQL error.",
                                         "Correct the name as it is in the database, upper and lower case "
                                         "included ('createdAt', not 'created_at')."};
inline constexpr PackRule key_not_unique{
    "ADM-P003",
    "key-not-unique",
    platform::Severity::error,
    "the key or label of a kind has no unique index",
    "KIND/KEY must name one record. With two of them a move could be made on the wrong one.",
    "Name the primary key as 'key', and as 'label' a column with a unique index; or build the index."};
inline constexpr PackRule name_not_unique{
    "ADM-P004",
    "name-not-unique",
    platform::Severity::error,
    "a column under 'find' has no unique index",
    "Records are also named by these columns, so each value must name one.",
    "Take the column out of 'find', or give it a unique index. 'inspect --where' searches any column."};
inline constexpr PackRule state_unknown_to_enum{"ADM-P005",
                                                "state-unknown-to-enum",
                                                platform::Severity::error,
                                                "a state is no label of the column's enum",
                                                "The move to it fails: the server takes no such value.",
                                                "Correct the state's name, or add the label by a migration."};
inline constexpr PackRule label_without_state{
    "ADM-P006",
    "label-without-state",
    platform::Severity::warning,
    "a label of the enum is no state of the kind",
    "A record with that label has no legal moves, no limits and no meaning on its page.",
    "Add the state to the lifecycle, with what may move into and out of it."};
inline constexpr PackRule record_without_state{
    "ADM-P007",
    "record-without-state",
    platform::Severity::warning,
    "there are records in a state the pack lacks",
    "They are stuck for admctl: it knows no move from there.",
    "Add the state, or mend the records if the application never writes it."};
inline constexpr PackRule value_missing{"ADM-P008",
                                        "value-missing",
                                        platform::Severity::error,
                                        "a row the pack inserts leaves out a needed column",
                                        "The insert fails on NOT NULL, and with it the whole move.",
                                        "Give the column a value under 'set', or a default by a migration."};
inline constexpr PackRule sql_refused{
    "ADM-P009",
    "sql-refused",
    platform::Severity::error,
    "the server does not accept an SQL expression of the pack",
    "Types, functions or columns do not fit; the expression fails the first time it is needed.",
    "The finding shows what the server says and where. 'r' is the record, 'op' the operation."};
inline constexpr PackRule sql_unparsed{
    "ADM-P010",
    "sql-unparsed",
    platform::Severity::error,
    "an SQL expression of the pack is no valid SQL",
    "PostgreSQL's own parser refuses it, whatever the database.",
    "Correct it at the place shown; quote it in YAML when it holds ': ' or '#'."};

}  // namespace pack_rule

// All of them, by id.
std::span<const PackRule> pack_rules();

}  // namespace admctl::ops
