#include "lib/local/ephemeral.hpp"

#include <catch2/catch.hpp>

#include <filesystem>

#include "lib/core/error.hpp"
#include "tests/support/error_of.hpp"
#include "tests/support/temp_folder.hpp"

namespace admctl::local {
namespace {

namespace fs = std::filesystem;
using test::TempFolder;

struct Places {
  TempFolder home;
  TempFolder memory;
  TempFolder disk;
  ClusterOptions durable() const { return {.dir = home.path() / "local", .search = {}}; }
  EphemeralPlaces with(std::uintmax_t needed) const { return {memory.path(), disk.path(), needed}; }
};

}  // namespace

TEST_CASE("an ephemeral cluster goes into memory when there is room, else on the disk", "[local]") {
  const Places places;
  const auto roomy = choose_ephemeral(places.durable(), places.with(1));
  CHECK(roomy.dir.parent_path() == places.memory.path());
  CHECK(roomy.durability == Durability::throwaway);
  const auto full = choose_ephemeral(places.durable(), places.with(std::uintmax_t{1} << 62));
  CHECK(full.dir.parent_path() == places.disk.path());
  const auto missing = choose_ephemeral(places.durable(), {"/no/such/folder", places.disk.path(), 1});
  CHECK(missing.dir.parent_path() == places.disk.path());
}

TEST_CASE("an ephemeral cluster that is there is found again, even when memory has become full", "[local]") {
  const Places places;
  CHECK_FALSE(find_ephemeral(places.durable(), places.with(1)));
  const auto chosen = choose_ephemeral(places.durable(), places.with(1));
  fs::create_directory(chosen.dir);
  const auto found = find_ephemeral(places.durable(), places.with(1));
  REQUIRE(found);
  CHECK(found->dir == chosen.dir);
  CHECK(choose_ephemeral(places.durable(), places.with(std::uintmax_t{1} << 62)).dir == chosen.dir);
  const auto other = ClusterOptions{.dir = places.home.path() / "other", .search = {}};
  CHECK_FALSE(find_ephemeral(other, places.with(1)));
}

TEST_CASE("a link in the place of an ephemeral cluster is not followed", "[local]") {
  const Places places;
  const auto chosen = choose_ephemeral(places.durable(), places.with(1));
  fs::create_directory_symlink(places.home.path(), chosen.dir);
  CHECK_FALSE(find_ephemeral(places.durable(), places.with(1)));
  const auto error = test::error_of([&] { choose_ephemeral(places.durable(), places.with(1)); });
  CHECK(error.message().find("belongs to somebody else") != std::string::npos);
}

}  // namespace admctl::local
