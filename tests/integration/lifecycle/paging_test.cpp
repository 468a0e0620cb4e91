#include "lib/lifecycle/paging.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/codes/record.hpp"

#include <algorithm>
#include <set>

#include <catch2/catch.hpp>

#include "tests/integration/lifecycle/inspecting.hpp"

namespace admctl::test {
namespace {

using Keys = std::vector<std::string>;

// 60 deals of four states; several share each moment and each price, some have no schedule.
void insert_many(const TestDatabase& database) {
  insert_parties(database);
  database.execute(R"sql(
    INSERT INTO deals (id, "advertiserId", "channelOwnerId", "channelId", origin, "adFormatId", "agreedPrice",
                       status, "createdAt", "updatedAt", "scheduledTime")
    SELECT 'cpage' || lpad((n * 37 % 60)::text, 20, '0'), 'cadvertiser00000000000001', 'cpublisher000000000000001',
           'cchannel00000000000000001', 'DIRECT', 'cformat000000000000000001', ((n % 9) * 1000000000::bigint)::text,
           (ARRAY['CREATED', 'FUNDED', 'POSTED', 'COMPLETED'])[1 + n % 4]::"DealStatus",
           timestamp '2026-02-01' + (n / 7) * interval '1 day', '2026-02-01',
           CASE WHEN n % 3 > 0 THEN timestamp '2026-04-01' + (n % 5) * interval '1 hour' END
    FROM generate_series(0, 59) AS n)sql");
}

// All keys, read page by page.
Keys all_pages(const TestDatabase& database, lifecycle::ListRequest request) {
  Keys out;
  for (int pages = 0; pages < 100; ++pages) {
    const auto page = list(database, request);
    const auto found = keys(page);
    out.insert(out.end(), found.begin(), found.end());
    if (!page.next) return out;
    CHECK(static_cast<std::int64_t>(found.size()) == request.limit);
    request.after = page.next;
  }
  FAIL("the pages have no end");
  return out;
}

TEST_CASE("pages of every order put together are the whole list, in order") {
  const TestDatabase database{Template::migrated};
  insert_many(database);
  for (const auto* sort :
       {"created", "-created", "key", "-key", "label", "-label", "agreedPrice", "-agreedPrice", "scheduledTime",
        "-scheduledTime", "status", "-status", "-updatedAt"}) {
    INFO(sort);
    lifecycle::ListRequest request;
    request.sort = sort;
    request.limit = 1000;
    const auto whole = keys(list(database, request));
    CHECK(whole.size() == 60);
    request.limit = 7;
    CHECK(all_pages(database, request) == whole);
  }
}

TEST_CASE("money is sorted as an amount, not as text") {
  const TestDatabase database{Template::migrated};
  insert_many(database);
  database.execute("UPDATE deals SET \"agreedPrice\" = '10000000000' WHERE \"dealNumber\" = 5");
  lifecycle::ListRequest request;
  request.sort = "-agreedPrice";
  request.limit = 1;
  const auto listing = list(database, request);
  CHECK(listing.table.rows.front().front().value.string_or("") == "deal/5");
}

TEST_CASE("rows that come between two pages neither shift nor repeat what follows") {
  const TestDatabase database{Template::migrated};
  insert_many(database);
  lifecycle::ListRequest request;
  request.limit = 20;
  const auto before = all_pages(database, request);
  const auto first = list(database, request);
  // One newer than all, and one that would come on the page already read.
  for (const auto* created : {"2026-12-31", "2026-02-08 12:00"}) {
    const auto id = insert_deal(database, "CREATED");
    database.execute("UPDATE deals SET \"createdAt\" = '" + std::string{created} + "' WHERE id = '" + id + "'");
  }
  // A row already seen goes away.
  database.execute("DELETE FROM deals WHERE id = '" + keys(first).back() + "'");
  request.after = first.next;
  auto rest = all_pages(database, request);
  CHECK(rest == Keys(before.begin() + 20, before.end()));
}

TEST_CASE("pages keep to their filter") {
  const TestDatabase database{Template::migrated};
  insert_many(database);
  lifecycle::ListRequest request;
  request.filter.states = {"FUNDED", "POSTED"};
  request.filter.party = "cadvertiser00000000000001";
  request.filter.where = {"agreedPrice>=1TON"};
  request.limit = 4;
  const auto found = all_pages(database, request);
  CHECK(found.size() == 26);
  CHECK(std::set<std::string>{found.begin(), found.end()}.size() == found.size());
}

TEST_CASE("a cursor of another list, or one that somebody made up, is refused") {
  const TestDatabase database{Template::migrated};
  insert_many(database);
  lifecycle::ListRequest request;
  request.limit = 5;
  const auto cursor = list(database, request).next;
  REQUIRE(cursor);
  CHECK(cursor->find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") ==
        std::string::npos);
  request.after = cursor;
  request.sort = "label";
  const auto other_sort = refusal_of([&] { list(database, request); });
  CHECK(other_sort.code() == code::bad_cursor);
  CHECK(other_sort.exit() == Exit::usage);
  CHECK(other_sort.detail() == "it is of a list sorted by -createdAt, this one is sorted by dealNumber");
  request.sort = "created";
  CHECK(refusal_of([&] { list(database, request); }).code() == code::bad_cursor);
  request.sort.reset();
  for (const auto& wrong : {std::string{"x"}, std::string{"deal/5"}, std::string{"'; DROP TABLE deals"},
                            std::string{}, cursor->substr(0, 20), *cursor + "AAAA", std::string{"W10"},
                            // ["deal","-createdAt","soon","x"]: not a time
                            std::string{"WyJkZWFsIiwiLWNyZWF0ZWRBdCIsInNvb24iLCJ4Il0"}}) {
    INFO(wrong);
    request.after = wrong;
    CHECK(refusal_of([&] { list(database, request); }).code() == code::bad_cursor);
  }
}

TEST_CASE("orders that there are not are refused") {
  const TestDatabase database{Template::migrated};
  const auto refused = [&](const std::string& sort) {
    lifecycle::ListRequest request;
    request.sort = sort;
    return refusal_of([&] { list(database, request); });
  };
  CHECK(refused("price").message() == "deals has no column 'price'");
  CHECK(refused("--created").code() == code::usage);
  CHECK(refused("").code() == code::usage);
  CHECK(refused("metadata").message() == "a list cannot be sorted by metadata");
}

}  // namespace
}  // namespace admctl::test
