// What tests of lists and pages share.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "lib/core/error.hpp"
#include "lib/lifecycle/listing.hpp"
#include "tests/support/deals.hpp"

namespace admctl::test {

// The pack, with names by which parties are found whatever it says itself.
inline const platform::Pack& inspected_pack() {
  static const auto pack = [] {
    auto copy = platform::load_builtin("admarket");
    for (auto& kind : copy.kinds) {
      for (auto& party : kind.parties) {
        if (party.table == "users") party.find = {"telegramId", "username"};
      }
    }
    return copy;
  }();
  return pack;
}

inline const platform::Kind& deal_kind() { return *inspected_pack().find_kind("deal"); }

// Runs `body(tx)` in a snapshot as commands do.
template <typename Body>
auto inspecting(const TestDatabase& database, Body body) {
  auto session = database.session();
  pg::Transaction tx{session, pg::Transaction::Options::snapshot("public")};
  return body(tx);
}

inline lifecycle::Listing list(const TestDatabase& database, const lifecycle::ListRequest& request,
                               const platform::Kind& kind = deal_kind()) {
  return inspecting(database, [&](pg::Transaction& tx) {
    return lifecycle::list_records(tx, inspected_pack(), kind, request);
  });
}

inline lifecycle::ListRequest filtered(lifecycle::Filter filter) {
  lifecycle::ListRequest request;
  request.filter = std::move(filter);
  return request;
}

inline lifecycle::ListRequest where(std::vector<std::string> conditions) {
  lifecycle::Filter filter;
  filter.where = std::move(conditions);
  return filtered(std::move(filter));
}

// The keys of the rows, in their order.
inline std::vector<std::string> keys(const lifecycle::Listing& listing) {
  std::vector<std::string> out;
  for (const auto& row : listing.table.rows) out.push_back(row.back().value.string_or("?"));
  return out;
}

// The error that `body` throws; fails the test when it throws none.
template <typename Body>
Error refusal_of(Body body) {
  try {
    body();
  } catch (const Error& error) {
    return error;
  }
  FAIL("nothing was thrown");
  throw std::logic_error{"unreachable"};
}

}  // namespace admctl::test
