// The account of the operating system that the server runs under, for PostgreSQL refuses to run as root.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace admctl::local {

struct Account {
  std::string name;
  uid_t uid = 0;
  gid_t gid = 0;
  std::vector<gid_t> groups;  // all of them, `gid` too
};

bool running_as_root();

// The account with that name or number; nullopt when there is none.
std::optional<Account> find_account(const std::string& name);
std::optional<Account> find_account(uid_t uid);

// "postgres", else "nobody". Throws code::server_start_failed when neither exists.
Account unprivileged_account();

// Whether `account` may pass through all folders down to `path`, judged by their owners and mode bits. What
// does not exist yet, or is no folder, is taken as passable.
bool can_reach(const Account& account, const std::filesystem::path& path);

}  // namespace admctl::local
