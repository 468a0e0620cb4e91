#include "lib/lifecycle/key_search.hpp"
#include "lib/core/codes/record.hpp"

#include <catch2/catch.hpp>

#include "tests/integration/lifecycle/inspecting.hpp"

namespace admctl::test {
namespace {

std::string found(const TestDatabase& database, const std::string& given) {
  return inspecting(
      database, [&](pg::Transaction& tx) { return lifecycle::find_key(tx, admarket(), deal_kind(), given); });
}

Error refused(const TestDatabase& database, const std::string& given) {
  return refusal_of([&] { found(database, given); });
}

void rename(const TestDatabase& database, const std::string& from, const std::string& to) {
  database.execute("UPDATE deals SET id = '" + to + "' WHERE id = '" + from + "'");
}

TEST_CASE("a record is found by label, by key, and by the beginning of its key when that is unique") {
  const TestDatabase database{Template::migrated};
  insert_parties(database);
  rename(database, insert_deal(database, "CREATED"), "cmf3aaaa1111");
  rename(database, insert_deal(database, "CREATED"), "cmf3aabb2222");
  rename(database, insert_deal(database, "CREATED"), "cmg");
  rename(database, insert_deal(database, "CREATED"), "cmg0");
  CHECK(found(database, "1") == "cmf3aaaa1111");
  CHECK(found(database, "cmf3aabb2222") == "cmf3aabb2222");
  CHECK(found(database, "cmf3aaa") == "cmf3aaaa1111");
  CHECK(found(database, "cmf3aab") == "cmf3aabb2222");
  // A whole key is that key, also where it begins another one.
  CHECK(found(database, "cmg") == "cmg");
  CHECK(found(database, "cmg0") == "cmg0");
}

TEST_CASE("several records that begin alike are listed") {
  const TestDatabase database{Template::migrated};
  insert_parties(database);
  rename(database, insert_deal(database, "CREATED"), "cmf3aaaa1111");
  rename(database, insert_deal(database, "CREATED"), "cmf3aabb2222");
  rename(database, insert_deal(database, "CREATED"), "cmh");
  const auto error = refused(database, "cmf3");
  CHECK(error.code() == code::ambiguous_record);
  CHECK(error.exit() == Exit::not_found);
  CHECK(error.message() == "deal/cmf3 may be 2 of them");
  CHECK(error.detail() == "deal/1 (cmf3aaaa1111)\ndeal/2 (cmf3aabb2222)");
  for (int i = 0; i < 12; ++i) {
    rename(database, insert_deal(database, "CREATED"), "cmzz" + std::to_string(i));
  }
  const auto many = refused(database, "cmz");
  CHECK(many.message() == "deal/cmz may be more than 10 of them");
  CHECK(many.detail().ends_with("and more"));
}

TEST_CASE("characters that mean something in patterns mean nothing in a key") {
  const TestDatabase database{Template::migrated};
  insert_parties(database);
  rename(database, insert_deal(database, "CREATED"), "c%_x\\1");
  rename(database, insert_deal(database, "CREATED"), "cAbc");
  rename(database, insert_deal(database, "CREATED"), "caBd");
  CHECK(found(database, "c%_") == "c%_x\\1");
  CHECK(found(database, "cA") == "cAbc");
  CHECK(found(database, "ca") == "caBd");
  for (const auto* none : {"c%b", "%", "c_", "cab", "' OR true --", "\\"}) {
    INFO(none);
    CHECK(refused(database, none).code() == code::no_such_record);
  }
}

TEST_CASE("a number is a label: the beginning of a number or a number too large is not guessed at") {
  const TestDatabase database{Template::migrated};
  insert_parties(database);
  rename(database, insert_deal(database, "CREATED"), "1042abcd");
  database.execute("UPDATE deals SET \"dealNumber\" = 77");
  CHECK(found(database, "77") == "1042abcd");
  CHECK(refused(database, "7").hint() == "near it: deal/77");
  CHECK(refused(database, "1042").code() == code::no_such_record);
  for (const auto* huge :
       {"2147483648", "9223372036854775808", "99999999999999999999999999999999", "-1", "1.0"}) {
    INFO(huge);
    CHECK(refused(database, huge).code() == code::no_such_record);
  }
}

TEST_CASE("a record that is not there is answered with those near it") {
  const TestDatabase database{Template::migrated};
  insert_parties(database);
  rename(database, insert_deal(database, "CREATED"), "cmf3aaaa1111");
  rename(database, insert_deal(database, "CREATED"), "cmf3aabb2222");
  insert_deal(database, "CREATED");
  database.execute("UPDATE deals SET \"dealNumber\" = 10 * \"dealNumber\"");
  CHECK(refused(database, "21").hint() == "near it: deal/10, deal/20, deal/30");
  CHECK(refused(database, "cmf3aaab1111").hint() == "near it: deal/10 (cmf3aaaa1111), deal/20 (cmf3aabb2222)");
  CHECK(refused(database, "zzz").hint() == "run 'admctl inspect deals' to list what there is");
}

TEST_CASE("uuid keys are found by their beginning, with or without hyphens") {
  const TestDatabase database{Template::empty};
  database.execute(R"sql(
    CREATE TABLE payouts (id uuid PRIMARY KEY, status text NOT NULL);
    INSERT INTO payouts VALUES ('0197a1b2-c3d4-7000-8000-000000000001', 'OPEN'),
                               ('0197a1b2-c3d4-7000-8000-00000000000f', 'OPEN'),
                               ('fedcba98-0000-4000-8000-000000000000', 'OPEN');)sql");
  platform::Pack pack;
  platform::Kind kind;
  kind.name = "payout";
  kind.plural = "payouts";
  kind.table = "payouts";
  kind.key = "id";
  kind.state = "status";
  const auto by = [&](const std::string& given) {
    return inspecting(database,
                      [&](pg::Transaction& tx) { return lifecycle::find_key(tx, pack, kind, given); });
  };
  CHECK(by("fedc") == "fedcba98-0000-4000-8000-000000000000");
  CHECK(by("FEDCBA98-0000-4") == "fedcba98-0000-4000-8000-000000000000");
  CHECK(by("0197a1b2c3d470008000000000000001") == "0197a1b2-c3d4-7000-8000-000000000001");
  CHECK(by("0197a1b2-c3d4-7000-8000-00000000000f") == "0197a1b2-c3d4-7000-8000-00000000000f");
  CHECK(refusal_of([&] { by("0197"); }).code() == code::ambiguous_record);
  for (const auto* none :
       {"0197a1b2-c3d4-7000-8000-000000000002", "xyz", "-", "0197a1b2-c3d4-7000-8000-0000000000011"}) {
    INFO(none);
    CHECK(refusal_of([&] { by(none); }).code() == code::no_such_record);
  }
}

TEST_CASE("integer keys are found exactly") {
  const TestDatabase database{Template::empty};
  database.execute(
      "CREATE TABLE jobs (id bigint PRIMARY KEY, status text); INSERT INTO jobs VALUES (12, 'OPEN');");
  platform::Pack pack;
  platform::Kind kind;
  kind.name = "job";
  kind.plural = "jobs";
  kind.table = "jobs";
  kind.key = "id";
  kind.state = "status";
  const auto by = [&](const std::string& given) {
    return inspecting(database,
                      [&](pg::Transaction& tx) { return lifecycle::find_key(tx, pack, kind, given); });
  };
  CHECK(by("12") == "12");
  for (const auto* none : {"1", "abc", "9999999999999999999999"}) {
    CHECK(refusal_of([&] { by(none); }).code() == code::no_such_record);
  }
}

}  // namespace
}  // namespace admctl::test
