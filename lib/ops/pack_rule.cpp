#include "lib/ops/pack_rule.hpp"

#include <array>

namespace admctl::ops {

std::span<const PackRule> pack_rules() {
  static constexpr std::array rules{pack_rule::table_missing,         pack_rule::column_missing,
                                    pack_rule::key_not_unique,        pack_rule::name_not_unique,
                                    pack_rule::state_unknown_to_enum, pack_rule::label_without_state,
                                    pack_rule::record_without_state,  pack_rule::value_missing,
                                    pack_rule::sql_refused,           pack_rule::sql_unparsed};
  return rules;
}

}  // namespace admctl::ops
