#include "cli/talk.hpp"

#include <cmath>

#include <fmt/format.h>

#include "lib/core/text.hpp"

namespace admctl::cli {
namespace {

using std::chrono::duration;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds bar_pause{100};
constexpr seconds line_pause{5};

std::string rate(double per_second) {
  if (per_second >= 1e6) return fmt::format("{:.1f}M/s", per_second / 1e6);
  if (per_second >= 1e4) return fmt::format("{:.0f}k/s", per_second / 1e3);
  if (per_second >= 10) return fmt::format("{:.0f}/s", per_second);
  return fmt::format("{:.1f}/s", per_second);
}

}  // namespace

std::string progress_line(std::string_view what, std::size_t done, std::size_t total, double elapsed,
                          std::size_t width) {
  auto line = visible(what);
  const auto part = total == 0 ? 0.0 : static_cast<double>(done) / static_cast<double>(total);
  if (total > 0)
    line += fmt::format("  {}%  {}/{}", static_cast<int>(part * 100), done, total);
  else
    line += fmt::format("  {}", done);
  if (elapsed >= 1 && done > 0) {
    const auto per_second = static_cast<double>(done) / elapsed;
    line += "  " + rate(per_second);
    if (total > done) {
      const auto left = static_cast<double>(total - done) / per_second;
      line += fmt::format("  {} left", format_duration(seconds{static_cast<std::int64_t>(std::ceil(left))}));
    }
  }
  return clip(line, width);
}

StderrTalk::StderrTalk(Options options) : options_{std::move(options)} {}

void StderrTalk::say(std::string_view line) {
  if (options_.quiet) return;
  const std::lock_guard lock{mutex_};
  clear_bar();
  options_.write(std::string{line} + '\n');
}

void StderrTalk::insist(std::string_view text) {
  const std::lock_guard lock{mutex_};
  clear_bar();
  options_.write(text);
}

void StderrTalk::clear_bar() {
  if (bar_shown_) options_.write("\r\x1b[K");
  bar_shown_ = false;
}

void StderrTalk::progress(std::string_view what, std::size_t done, std::size_t total) {
  options_.check();
  if (options_.quiet) return;
  const std::lock_guard lock{mutex_};
  const auto now = options_.now();
  if (what != what_) {
    end_progress();
    what_ = what;
    started_ = now;
    // The first bar comes at once, the first line only when it takes long.
    last_ = options_.terminal ? now - bar_pause : now;
  }
  last_done_ = done;
  last_total_ = total;
  if (now - last_ < (options_.terminal ? milliseconds{bar_pause} : milliseconds{line_pause})) return;
  last_ = now;
  const auto elapsed = duration<double>(now - started_).count();
  // One column is left free: a cursor in the last one wraps on some terminals.
  const auto line = progress_line(what, done, total, elapsed, options_.width - 1);
  options_.write(options_.terminal ? "\r\x1b[K" + line : line + '\n');
  bar_shown_ = options_.terminal;
}

void StderrTalk::progress_done() {
  const std::lock_guard lock{mutex_};
  end_progress();
}

void StderrTalk::end_progress() {
  clear_bar();
  what_.clear();
}

}  // namespace admctl::cli
