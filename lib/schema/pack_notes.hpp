// What a pack says of the tables and columns of a schema, in few words for people.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lib/platform/domains.hpp"
#include "lib/platform/pack.hpp"

namespace admctl::schema {

class PackNotes {
 public:
  // Without a pack (nullptr) there are only notes of what every database has: histories of migrations, known by
  // their names. The pack must outlive it.
  explicit PackNotes(const platform::Pack* pack);

  // What people call the platform; empty without a pack.
  std::string title() const;
  const std::vector<platform::Domain>& domains() const { return domains_; }
  // What the table is for; empty when the pack does not say.
  std::string purpose(std::string_view table) const;
  // "kind deal, state in status", "audit log", "events of deals", "settings", "taxonomy products" ...
  std::vector<std::string> of_table(std::string_view table) const;
  // "secret", "personal", "state of deal", "TON, 9 digits below the unit" ...
  std::vector<std::string> of_column(std::string_view table, std::string_view column) const;

 private:
  const platform::Pack* pack_;
  std::vector<platform::Domain> domains_;
};

}  // namespace admctl::schema
