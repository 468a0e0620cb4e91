// What must not leave the database as it is: columns of the pack's classes, wherever their values turn up, and
// secret settings.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "lib/audit/commitment.hpp"
#include "lib/pg/session.hpp"
#include "lib/platform/pack.hpp"

namespace admctl::audit {

enum class Treatment {
  keep,
  commit,  // a commitment stands for it
  mask,    // the mask of redact.hpp stands for it
};

struct RedactionRequest {
  // Of the pack: secret, personal, financial, content, linkable. These are committed to, for which a salt is
  // needed.
  std::vector<std::string> classes;
  std::optional<Salt> salt;
  // Otherwise secrets are masked unless they are among the classes.
  bool include_secrets = false;
};

class Redaction {
 public:
  // Looks up columns and settings.
  Redaction(pg::Transaction& tx, const platform::Pack& pack, const RedactionRequest& request = {});

  // A column of the source itself.
  Treatment of_column(std::string_view table, std::string_view column) const;
  // A member of JSON that was logged about `resource`. Every name that is a column of such a class in some
  // table is treated, except at depth 1 when `resource` is a table with a column of that name that is in none.
  Treatment of_member(std::string_view resource, std::string_view member, int depth) const;
  // All values logged about a configuration key or row, unless it is known to be no secret.
  Treatment of_values(std::string_view resource, std::string_view resource_id) const;
  // Of values that are committed to.
  const Salt& salt() const { return *salt_; }

 private:
  using Names = std::set<std::string, std::less<>>;
  using Treatments = std::map<std::string, Treatment, std::less<>>;

  void add_class(const platform::ColumnClass& column_class, Treatment treatment);
  void find_open_columns(pg::Transaction& tx, const std::string& schema);
  void find_open_settings(pg::Transaction& tx, const platform::Pack& pack);
  bool may_be_named(std::string_view name) const;

  std::optional<Salt> salt_;
  Treatment secrets_;
  Treatments names_;    // columns, without their tables: the strongest treatment
  Treatments columns_;  // table.column
  Names open_columns_;  // table.column with the name of a treated one, yet in no class
  Names config_tables_;
  Names open_settings_;  // keys and primary keys
  // Most names are none of ours, which their first letter and length show.
  std::array<std::uint64_t, 256> lengths_by_letter_{};
};

}  // namespace admctl::audit
