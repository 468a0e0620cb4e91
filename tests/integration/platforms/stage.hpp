// One kind of a platform inside a transaction: finding, arranging and looking at its records.
#pragma once

#include <string>
#include <string_view>

#include "lib/core/value.hpp"
#include "lib/pg/session.hpp"
#include "tests/integration/platforms/platform_test.hpp"

namespace admctl::test {

// Sees the pack's schema as search_path, as the platform's application does.
pg::Transaction::Options options_of(const platform::Pack& pack);

class Stage {
 public:
  Stage(const platform::Pack& pack, const platform::Kind& kind, pg::Transaction& tx)
      : pack_{pack}, kind_{kind}, tx_{tx} {}

  // One value; empty when NULL.
  std::string value(std::string_view sql) const { return tx_.value(sql).value_or(""); }
  // SQL over r, the record.
  std::string of(const std::string& key, std::string_view sql) const;
  bool holds(const std::string& key, std::string_view condition) const;
  std::string state(const std::string& key) const;
  // Of the kind's records.
  std::size_t count_in(std::string_view state) const;
  std::string image(const std::string& key) const { return of(key, "md5(to_jsonb(r)::text)"); }

  // The key of a record in that state, one of the demo data if possible; else of any that `pick` allows, put
  // into the state. Fails the test when there is none.
  std::string bring_into(std::string_view state, std::string_view pick) const;
  void put_into(const std::string& key, std::string_view state) const;
  void run(std::string_view script, const std::string& key) const;
  Object evaluate(const Given& given, const std::string& key) const;
  // Brings a record to where the move can be made, but for what it is given, and returns its key.
  std::string arrange(const ArrangedMove& arrangement, std::string_view from) const;

  const platform::Pack& pack() const { return pack_; }
  const platform::Kind& kind() const { return kind_; }
  std::string table() const { return pg::quote(pack_.schema, kind_.table); }
  pg::Transaction& tx() const { return tx_; }

 private:
  // SQL over r: the state as text.
  std::string state_sql() const;

  const platform::Pack& pack_;
  const platform::Kind& kind_;
  pg::Transaction& tx_;
};

}  // namespace admctl::test
