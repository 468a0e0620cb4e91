// Long answers on a terminal go through the reader's pager.
#pragma once

#include <optional>
#include <string>

#include <sys/types.h>

#include "cli/environment.hpp"
#include "cli/output.hpp"

namespace admctl::cli {

// What shows long pages: ADMCTL_PAGER, else PAGER, else less where it is installed. nullopt: nothing does,
// which "cat" says, too.
std::optional<std::string> pager_command(const Environment& environment);

// Collects what is written until it is more than a screen; then starts the pager and hands everything on to it.
// flush() is the end of the page: it waits until the reader has left the pager. Less than a screen goes to
// `out`. Throws ReaderGone when the pager was left early.
class PagedOutput final : public Output {
 public:
  // `rows` of the terminal; `out` must outlive it.
  PagedOutput(Output& out, std::string command, std::size_t rows);
  // Waits for the pager, so that it does not share the terminal with the shell.
  ~PagedOutput() override;
  PagedOutput(const PagedOutput&) = delete;
  PagedOutput& operator=(const PagedOutput&) = delete;

  void write(std::string_view bytes) override;
  void flush() override;

 private:
  void start();
  void wait();

  Output& out_;
  std::string command_;
  std::size_t rows_;
  std::string collected_;
  std::size_t lines_ = 0;
  pid_t pager_ = -1;
  int pipe_ = -1;
};

}  // namespace admctl::cli
