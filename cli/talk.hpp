// Talk on stderr: lines, and progress as a bar on a terminal or a line now and then elsewhere.
#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <string>

#include "commands/context.hpp"
#include "lib/core/codes/general.hpp"

namespace admctl::cli {

// May be called by several threads: what watches a long statement tells of it while the statement runs.
class StderrTalk final : public commands::Talk {
 public:
  using Instant = std::chrono::steady_clock::time_point;

  struct Options {
    bool quiet = false;
    bool terminal = false;
    std::size_t width = 80;
    std::function<void(std::string_view)> write;  // to stderr; what it cannot write is lost without harm
    std::function<Instant()> now = std::chrono::steady_clock::now;
    std::function<void()> check = [] {};  // may throw code::interrupted
  };

  explicit StderrTalk(Options options);
  // A bar that is still shown is cleared, so that an error does not follow on its line.
  ~StderrTalk() override { clear_bar(); }
  StderrTalk(const StderrTalk&) = delete;
  StderrTalk& operator=(const StderrTalk&) = delete;

  void say(std::string_view line) override;
  void progress(std::string_view what, std::size_t done, std::size_t total) override;
  void progress_done() override;
  // Said even when quiet: errors and questions.
  void insist(std::string_view text);

 private:
  void clear_bar();
  void end_progress();

  std::mutex mutex_;
  Options options_;
  bool bar_shown_ = false;
  std::string what_;  // what progress is about, empty when none is under way
  Instant started_;
  Instant last_;
  std::size_t last_done_ = 0;
  std::size_t last_total_ = 0;
};

// "loading deals  41%  410/1000  205/s  2s left", cut to `width`.
std::string progress_line(std::string_view what, std::size_t done, std::size_t total, double seconds,
                          std::size_t width);

}  // namespace admctl::cli
