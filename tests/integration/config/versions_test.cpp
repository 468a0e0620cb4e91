// Versioned legal terms: published inactive, one active at a time, the old one deprecated and kept.
#include <future>
#include <latch>

#include <catch2/catch.hpp>

#include "lib/config/versions.hpp"
#include "lib/core/codes/config.hpp"
#include "lib/core/json_text.hpp"
#include "lib/ops/undo.hpp"
#include "tests/integration/config/config_bench.hpp"

namespace admctl::test {
namespace {

class Contracts : public ConfigBench {
 public:
  Contracts() : ConfigBench{write_contract_pack, contract_tables} {}

  config::VersionResult publish(std::string version, int hours, const std::string& title = "") {
    auto session = database.session();
    return config::create_version(session, pack, schema, by("alice", "config.publish"), "contract",
                                  {std::move(version), title, terms(hours)});
  }
  config::VersionResult activate(std::string_view version, std::optional<std::string> expect = std::nullopt) {
    auto session = database.session();
    return config::activate_version(session, pack, schema, by("alice", "config.activate"), "contract", version,
                                    expect);
  }
  config::VersionResult deprecate(std::string_view version) {
    auto session = database.session();
    return config::deprecate_version(session, pack, schema, by("alice", "config.deprecate"), "contract",
                                     version);
  }
  std::vector<config::Version> versions() {
    auto session = database.session();
    pg::Transaction tx{session};
    return config::list_versions(tx, pack, schema, "contract");
  }
  static Value terms(int hours) { return Object{{"title", "Sale"}, {"fundingWindowHours", hours}}; }
};

}  // namespace

TEST_CASE("A published version is inactive until it is activated, which deprecates the one before") {
  Contracts contracts;
  contracts.publish("1.0.0", 48, "Sale Agreement");
  CHECK(contracts.database.value("SELECT concat_ws('|', name, \"isActive\", \"deprecatedAt\" IS NULL) FROM "
                                 "contract_templates") == "Sale Agreement|f|t");
  CHECK_FALSE(contracts.entry("contract"));
  const auto first = contracts.activate("1.0.0");
  CHECK_FALSE(first.before);
  CHECK(first.after == "1.0.0");
  contracts.publish("1.1.0", 24);
  const auto second = contracts.activate("1.1.0", "1.0.0");
  CHECK(second.before == "1.0.0");
  CHECK(second.after == "1.1.0");
  CHECK(contracts.database.value(
            "SELECT string_agg(concat_ws(':', version, \"isActive\", \"deprecatedAt\" IS NULL), "
            "' ' ORDER BY version) FROM contract_templates") == "1.0.0:f:f 1.1.0:t:t");
  CHECK(contracts.entry("contract")->version == "1.1.0");
  CHECK(contracts.entry("contract")->value.at("fundingWindowHours") == Value{24});
  CHECK(contracts.validate().empty());

  const auto back = contracts.activate("1.0.0");
  CHECK(back.after == "1.0.0");
  CHECK(contracts.database.value(
            "SELECT \"deprecatedAt\" IS NULL FROM contract_templates WHERE version = '1.0.0'") == "t");
}

TEST_CASE("Versions are listed in their own order with the records made with them") {
  Contracts contracts;
  for (const auto* version : {"1.10.0", "1.9.0", "1.2.0"}) contracts.publish(version, 5);
  contracts.database.execute("INSERT INTO contracts VALUES ('a', '1.9.0'), ('b', '1.9.0'), ('c', '1.2.0')");
  const auto all = contracts.versions();
  REQUIRE(all.size() == 3);
  CHECK(all[0].version == "1.2.0");
  CHECK(all[1].version == "1.9.0");
  CHECK(all[1].records == 2);
  CHECK(all[2].version == "1.10.0");
  CHECK(all[2].records == 0);
}

TEST_CASE("A version never changes: the same document again is nothing, another one is refused") {
  Contracts contracts;
  contracts.publish("1.0.0", 48);
  CHECK(contracts.publish("1.0.0", 48).outcome.operation.id.empty());
  CHECK(error_of([&] { contracts.publish("1.0.0", 47); }).code() == code::version_exists);
  CHECK(error_of([&] { contracts.publish("2.0.0", 0); }).code() == code::config_invalid);
  CHECK(error_of([&] { contracts.set("contract", Contracts::terms(1)); }).code() == code::config_versioned);
  CHECK(error_of([&] { contracts.rollback("contract", "none"); }).code() == code::config_versioned);
  CHECK(contracts.versions().size() == 1);
}

TEST_CASE("Activation is compare-and-swap, and an active or unknown version cannot be deprecated") {
  Contracts contracts;
  contracts.publish("1.0.0", 48);
  contracts.publish("1.1.0", 24);
  contracts.activate("1.0.0");
  CHECK(error_of([&] { contracts.activate("1.1.0", "0.9.0"); }).code() == code::config_moved);
  CHECK(contracts.activate("1.0.0").outcome.operation.id.empty());
  CHECK(error_of([&] { contracts.deprecate("1.0.0"); }).code() == code::version_active);
  CHECK(error_of([&] { contracts.activate("1.1"); }).code() == code::no_such_version);
  CHECK_FALSE(contracts.deprecate("1.1.0").outcome.operation.id.empty());
  CHECK(contracts.deprecate("1.1.0").outcome.operation.id.empty());
}

TEST_CASE("Of concurrent activations exactly one version ends up active") {
  Contracts contracts;
  for (const auto* version : {"1.0.0", "1.1.0", "1.2.0"}) contracts.publish(version, 5);
  contracts.activate("1.0.0");
  std::latch start{2};
  const auto run = [&](std::string version) {
    return std::async(std::launch::async, [&contracts, &start, version = std::move(version)] {
      start.arrive_and_wait();
      try {
        contracts.activate(version, "1.0.0");
        return true;
      } catch (const Error& error) {
        if (error.code() == code::config_moved) return false;
        throw;
      }
    });
  };
  auto one = run("1.1.0");
  auto two = run("1.2.0");
  const bool won[] = {one.get(), two.get()};
  CHECK(won[0] != won[1]);
  CHECK(contracts.database.value("SELECT count(*) FROM contract_templates WHERE \"isActive\"") == "1");
}

TEST_CASE("An activation is undone as a whole, and the history tells of versions without their documents") {
  Contracts contracts;
  contracts.publish("1.0.0", 48);
  contracts.activate("1.0.0");
  contracts.publish("1.1.0", 24);
  const auto second = contracts.activate("1.1.0");
  auto session = contracts.database.session();
  ops::undo(session, contracts.pack, ConfigBench::by("bob", "undo"), second.outcome.operation.id);
  CHECK(contracts.entry("contract")->version == "1.0.0");
  CHECK(contracts.database.value(
            "SELECT \"deprecatedAt\" IS NULL FROM contract_templates WHERE version = '1.0.0'") == "t");
  const auto edits = contracts.history("contract");
  CHECK(edits.size() == 7);
  for (const auto& edit : edits) {
    REQUIRE(edit.after);
    CHECK_FALSE(edit.after->at("version").is_null());
    CHECK(edit.after->at("terms").is_null());
  }
}

TEST_CASE("Validation reports documents without an active version and versions that do not fit") {
  Contracts contracts;
  CHECK(contracts.validate().front().problem == "no version is active");
  contracts.publish("1.0.0", 48);
  contracts.activate("1.0.0");
  CHECK(contracts.validate().empty());
  contracts.database.execute("UPDATE contract_templates SET terms = '{\"title\": \"x\"}'");
  const auto found = contracts.validate();
  REQUIRE(found.size() == 1);
  CHECK(found[0].problem.find("version 1.0.0: ") == 0);
  CHECK(error_of([&] { contracts.activate("1.0.0"); }).code() == code::config_invalid);
}

}  // namespace admctl::test
