#include "lib/local/layout.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <system_error>

#include "lib/core/codes/local.hpp"
#include "lib/core/error.hpp"
#include "lib/core/sha256.hpp"
#include "lib/local/server_binaries.hpp"

namespace admctl::local {
namespace {

namespace fs = std::filesystem;

constexpr const char* reachable_parent = "/var/lib/admctl";
constexpr std::size_t longest_socket_path = 107;

std::string short_hash(const fs::path& path) { return sha256_hex(path.string()).substr(0, 16); }

// The owner of a data folder, when it is one that a server can run as.
std::optional<Account> owner_of(const fs::path& data) {
  struct stat found {};
  if (::stat(data.c_str(), &found) != 0 || found.st_uid == 0) return std::nullopt;
  if (auto account = find_account(found.st_uid)) return account;
  return Account{fmt::format("uid {}", found.st_uid), found.st_uid, found.st_gid, {found.st_gid}};
}

}  // namespace

Layout find_layout(const fs::path& dir) {
  Layout layout;
  layout.home = dir;
  if (running_as_root()) {
    const fs::path stand_in = fs::path{reachable_parent} / short_hash(dir);
    layout.account = owner_of(dir / "data");
    if (!layout.account && (layout.account = owner_of(stand_in / "data"))) layout.home = stand_in;
    if (!layout.account) {
      layout.account = unprivileged_account();
      if (!can_reach(*layout.account, dir)) layout.home = stand_in;
    }
  }
  layout.data = layout.home / "data";
  layout.log = layout.home / "log";
  layout.lock = layout.home / "lock";
  layout.socket_dir = choose_socket_dir(layout.home, layout.account ? layout.account->uid : ::geteuid());
  return layout;
}

fs::path choose_socket_dir(const fs::path& home, uid_t owner) {
  const fs::path preferred = home / "run";
  const std::string& text = preferred.native();
  if ((preferred / socket_name).native().size() <= longest_socket_path && text.find(',') == std::string::npos) {
    return preferred;
  }
  return fmt::format("/tmp/admctl-{}-{}", owner, short_hash(home));
}

bool holds_cluster(const fs::path& data) {
  std::error_code failed;
  const bool found = fs::exists(data / "global" / "pg_control", failed);
  if (failed && failed != std::errc::not_a_directory) {
    throw Error{code::server_start_failed, fmt::format("cannot look into {}", data.string()), failed.message(),
                "it may belong to another account: run admctl as that one"};
  }
  return found;
}

std::optional<int> data_major(const fs::path& data) {
  std::ifstream file{data / "PG_VERSION"};
  std::string text;
  if (!std::getline(file, text)) return std::nullopt;
  return parse_major(text);
}

}  // namespace admctl::local
