#include "lib/local/ephemeral.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <system_error>

#include "lib/core/codes/local.hpp"
#include "lib/core/error.hpp"
#include "lib/core/sha256.hpp"

namespace admctl::local {
namespace {

namespace fs = std::filesystem;

// Said by the durable cluster's folder and the account, so that every process finds it without a note about it.
fs::path folder_in(const fs::path& place, const ClusterOptions& durable) {
  std::error_code failed;
  auto home = fs::weakly_canonical(fs::absolute(durable.dir, failed), failed);
  if (failed) home = durable.dir;
  return place / fmt::format("admctl-ephemeral-{}-{}", ::geteuid(), sha256_hex(home.string()).substr(0, 16));
}

enum class Found { nothing, ours, foreign };

// Others may write to the place, too: a link or a folder of theirs is not to be trusted.
Found look_at(const fs::path& folder) {
  struct stat found {};
  if (::lstat(folder.c_str(), &found) != 0) return Found::nothing;
  return S_ISDIR(found.st_mode) && found.st_uid == ::geteuid() ? Found::ours : Found::foreign;
}

bool has_room(const fs::path& place, std::uintmax_t needed) {
  std::error_code failed;
  if (!fs::is_directory(place, failed) || ::access(place.c_str(), W_OK | X_OK) != 0) return false;
  const auto space = fs::space(place, failed);
  return !failed && space.available >= needed;
}

ClusterOptions options_in(const fs::path& folder, const ClusterOptions& durable) {
  auto options = durable;
  options.dir = folder;
  options.durability = Durability::throwaway;
  return options;
}

}  // namespace

std::optional<ClusterOptions> find_ephemeral(const ClusterOptions& durable, const EphemeralPlaces& places) {
  for (const auto& place : {places.memory, places.disk}) {
    const auto folder = folder_in(place, durable);
    if (look_at(folder) == Found::ours) return options_in(folder, durable);
  }
  return std::nullopt;
}

ClusterOptions choose_ephemeral(const ClusterOptions& durable, const EphemeralPlaces& places) {
  if (auto there = find_ephemeral(durable, places)) return *there;
  const auto folder = folder_in(has_room(places.memory, places.needed) ? places.memory : places.disk, durable);
  if (look_at(folder) == Found::foreign) {
    throw Error{code::server_start_failed, fmt::format("{} belongs to somebody else", folder.string()),
                "the ephemeral server would lie there", "remove it, then run the command again"};
  }
  return options_in(folder, durable);
}

}  // namespace admctl::local
