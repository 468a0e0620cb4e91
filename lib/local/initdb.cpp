#include "lib/local/initdb.hpp"

#include <fmt/format.h>
#include <locale.h>
#include <unistd.h>

#include <chrono>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "lib/core/codes/local.hpp"
#include "lib/core/error.hpp"
#include "lib/local/folders.hpp"
#include "lib/local/process.hpp"
#include "lib/local/server.hpp"

namespace admctl::local {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::minutes initdb_limit{3};
constexpr std::chrono::seconds leftover_limit{30};
constexpr const char* unfinished = "data.new-";

const char* usable_locale() {
  const locale_t loaded = ::newlocale(LC_ALL_MASK, "C.UTF-8", nullptr);
  if (loaded == nullptr) return "C";
  ::freelocale(loaded);
  return "C.UTF-8";
}

// A folder that is deleted unless it was kept.
class TemporaryFolder {
 public:
  explicit TemporaryFolder(fs::path path) : path_{std::move(path)} {}
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    // What stays behind is deleted by the next call.
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  const fs::path& path() const { return path_; }
  void keep() { path_.clear(); }

 private:
  fs::path path_;
};

// A killed initdb leaves a server process that writes into the folder for some moments more.
void delete_while_it_grows(const fs::path& folder) {
  const auto deadline = std::chrono::steady_clock::now() + leftover_limit;
  for (;;) {
    std::error_code failed;
    fs::remove_all(folder, failed);
    if (!failed) return;
    if (std::chrono::steady_clock::now() >= deadline) {
      throw start_error(fmt::format("cannot delete the half-made {}", folder.string()), failed.message(),
                        folder.parent_path());
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  }
}

void delete_leftovers(const fs::path& home) {
  std::vector<fs::path> leftovers;
  for (const auto& entry : fs::directory_iterator{home}) {
    if (entry.path().filename().string().starts_with(unfinished)) leftovers.push_back(entry.path());
  }
  for (const auto& folder : leftovers) delete_while_it_grows(folder);
}

void move_to(const fs::path& from, const fs::path& to) {
  std::error_code failed;
  fs::rename(from, to, failed);
  if (failed) {
    throw start_error(fmt::format("cannot rename {} to {}", from.string(), to.string()), failed.message(),
                      to.parent_path());
  }
}

std::optional<fs::path> set_aside(const fs::path& data) {
  // rename() replaces an empty folder by itself.
  if (!fs::exists(fs::symlink_status(data)) || (fs::is_directory(data) && fs::is_empty(data)))
    return std::nullopt;
  for (int number = 1;; ++number) {
    fs::path aside = data.string() + fmt::format(".broken-{}", number);
    if (fs::exists(fs::symlink_status(aside))) continue;
    move_to(data, aside);
    return aside;
  }
}

}  // namespace

std::optional<fs::path> make_data_folder(const Layout& layout, const ServerBinaries& binaries, bool durable) {
  if (!layout.account && !find_account(::geteuid())) {
    throw Error{code::server_start_failed, "PostgreSQL needs an account with a name",
                fmt::format("uid {} has no entry in /etc/passwd", ::geteuid()),
                "run admctl as an account that has one, or as root (it then drops to 'postgres')"};
  }
  delete_leftovers(layout.home);
  TemporaryFolder folder{make_unique_folder(layout.home / unfinished, layout.account)};

  const std::string locale = usable_locale();
  Command initdb;
  // Its own way of syncing, file by file, takes seconds when the disk is busy.
  initdb.argv = {(binaries.dir / "initdb").string(), "-D", folder.path().string(), "--no-sync",
                 "--no-instructions", "-E", "UTF8", "--locale=" + locale,
                 // The same order as that of C.UTF-8, by comparing bytes; a locale's function takes several
                 // times as long, in every index on text.
                 "--lc-collate=C", "-A", "trust", "-U", "admctl"};
  initdb.environment = server_environment(binaries);
  initdb.account = layout.account;
  const Outcome outcome = run(initdb, initdb_limit);
  if (!outcome.ok()) {
    throw start_error(fmt::format("initdb failed: {}", outcome.failure), outcome.output, layout.home);
  }

  if (durable) sync_tree(folder.path());
  auto aside = set_aside(layout.data);
  move_to(folder.path(), layout.data);
  folder.keep();
  if (durable) sync_folder(layout.home);
  return aside;
}

}  // namespace admctl::local
