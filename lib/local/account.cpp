#include "lib/local/account.hpp"

#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "lib/core/codes/local.hpp"
#include "lib/core/error.hpp"

namespace admctl::local {
namespace {

std::vector<gid_t> groups_of(const char* name, gid_t gid) {
  int count = 32;
  std::vector<gid_t> groups(static_cast<std::size_t>(count));
  if (getgrouplist(name, gid, groups.data(), &count) < 0) {
    groups.resize(static_cast<std::size_t>(count));
    getgrouplist(name, gid, groups.data(), &count);
  }
  groups.resize(static_cast<std::size_t>(count));
  return groups;
}

template <typename Lookup>
std::optional<Account> look_up(const Lookup& lookup) {
  std::vector<char> buffer(16 * 1024);
  passwd entry{};
  passwd* found = nullptr;
  if (lookup(&entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr) return std::nullopt;
  return Account{found->pw_name, found->pw_uid, found->pw_gid, groups_of(found->pw_name, found->pw_gid)};
}

bool may_pass(const Account& account, const struct stat& folder) {
  if (folder.st_uid == account.uid) return (folder.st_mode & S_IXUSR) != 0;
  const bool in_group =
      std::find(account.groups.begin(), account.groups.end(), folder.st_gid) != account.groups.end();
  return (folder.st_mode & (in_group ? S_IXGRP : S_IXOTH)) != 0;
}

}  // namespace

bool running_as_root() { return geteuid() == 0; }

std::optional<Account> find_account(const std::string& name) {
  return look_up([&](passwd* entry, char* buffer, std::size_t size, passwd** found) {
    return getpwnam_r(name.c_str(), entry, buffer, size, found);
  });
}

std::optional<Account> find_account(uid_t uid) {
  return look_up([&](passwd* entry, char* buffer, std::size_t size, passwd** found) {
    return getpwuid_r(uid, entry, buffer, size, found);
  });
}

Account unprivileged_account() {
  for (const char* name : {"postgres", "nobody"}) {
    if (auto account = find_account(std::string{name}); account && account->uid != 0) return *account;
  }
  throw Error{code::server_start_failed, "no unprivileged account to run PostgreSQL under",
              "PostgreSQL refuses to run as root, and there is neither an account 'postgres' nor 'nobody'",
              "run admctl as an ordinary user, or make the account: useradd --system postgres"};
}

bool can_reach(const Account& account, const std::filesystem::path& path) {
  for (auto folder = path;; folder = folder.parent_path()) {
    struct stat found {};
    if (::stat(folder.c_str(), &found) == 0 && S_ISDIR(found.st_mode) && !may_pass(account, found))
      return false;
    if (folder == folder.parent_path()) return true;
  }
}

}  // namespace admctl::local
