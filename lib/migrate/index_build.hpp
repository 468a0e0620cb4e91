// Indexes while and after they are built: how far the server is, and what a failed build leaves behind.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "lib/migrate/statement_facts.hpp"
#include "lib/pg/session.hpp"

namespace admctl::migrate {

// Watches the index build of one server process over a connection of its own, until destroyed. Nothing happens
// in the first second. `tell` is called from another thread: "building index: scanning table", done, total (0
// when the server does not say). What goes wrong with watching is nobody's failure.
class IndexBuildWatch {
 public:
  using Tell = std::function<void(std::string_view what, std::size_t done, std::size_t total)>;
  IndexBuildWatch(const pg::Session& beside, std::string pid, Tell tell);
  ~IndexBuildWatch();
  IndexBuildWatch(const IndexBuildWatch&) = delete;
  IndexBuildWatch& operator=(const IndexBuildWatch&) = delete;

 private:
  void watch(const pg::Conninfo& where);
  // True when there is nothing more to watch.
  bool wait(int milliseconds);

  std::string pid_;
  Tell tell_;
  std::mutex mutex_;
  std::condition_variable ended_;
  bool over_ = false;
  std::thread thread_;
};

enum class IndexState { absent, valid, invalid };

IndexState index_state(pg::Transaction& tx, const ObjectName& index);

// Qualified and quoted names of the table's INVALID indexes.
std::vector<std::string> invalid_indexes(pg::Transaction& tx, const ObjectName& table);

// What removes an index that a failed build left.
std::string drop_command(std::string_view qualified_index);

}  // namespace admctl::migrate
