#include "cli/talk.hpp"
#include "lib/core/codes/general.hpp"

#include <catch2/catch.hpp>

#include "lib/core/error.hpp"
#include "lib/core/text.hpp"

using admctl::cli::StderrTalk;
using namespace std::chrono_literals;

namespace {

struct Stage {
  std::string written;
  StderrTalk::Instant now{};

  StderrTalk::Options options() {
    return {.write = [this](std::string_view text) { written += text; }, .now = [this] { return now; }};
  }
};

}  // namespace

TEST_CASE("quiet silences talk and progress, but not what must be said") {
  Stage stage;
  auto options = stage.options();
  options.quiet = true;
  StderrTalk talk{options};
  talk.say("hello");
  talk.progress("loading", 1, 2);
  stage.now += 10s;
  talk.progress("loading", 2, 2);
  CHECK(stage.written.empty());
  talk.insist("error\n");
  CHECK(stage.written == "error\n");
}

TEST_CASE("without a terminal progress is a line every five seconds") {
  Stage stage;
  StderrTalk talk{stage.options()};
  for (std::size_t second = 0; second < 12; ++second) {
    talk.progress("loading deals", 100 * second, 2000);
    stage.now += 1s;
  }
  talk.progress_done();
  CHECK(stage.written ==
        "loading deals  25%  500/2000  100/s  15s left\n"
        "loading deals  50%  1000/2000  100/s  10s left\n");
}

TEST_CASE("on a terminal the bar is redrawn at most ten times a second and cleared by talk") {
  Stage stage;
  auto options = stage.options();
  options.terminal = true;
  StderrTalk talk{options};
  talk.progress("loading", 0, 10);
  talk.progress("loading", 1, 10);
  stage.now += 100ms;
  talk.progress("loading", 2, 10);
  talk.say("a word");
  talk.progress_done();
  CHECK(stage.written == "\r\x1b[Kloading  0%  0/10\r\x1b[Kloading  20%  2/10\r\x1b[Ka word\n");
}

TEST_CASE("an error after a bar does not follow on its line") {
  Stage stage;
  auto options = stage.options();
  options.terminal = true;
  { StderrTalk{options}.progress("loading", 0, 10); }
  CHECK(stage.written.ends_with("\r\x1b[K"));
}

TEST_CASE("progress lines fit the terminal") {
  using admctl::cli::progress_line;
  CHECK(progress_line("copying", 1234567, 0, 1, 79) == "copying  1234567  1.2M/s");
  CHECK(progress_line("copying", 7, 7, 0.5, 79) == "copying  100%  7/7");
  CHECK(progress_line("slowly", 1, 100, 1000, 79).starts_with("slowly  1%  1/100  0.0/s  "));
  CHECK(admctl::display_width(progress_line(std::string(200, 'x'), 1, 2, 5, 79)) <= 79);
  CHECK(progress_line("a\x1b[0m", 1, 2, 0, 79) == "a\\x1b[0m  50%  1/2");
}

TEST_CASE("progress ends the command after a signal, even when quiet") {
  Stage stage;
  auto options = stage.options();
  options.quiet = true;
  options.check = [] { throw admctl::Error{admctl::code::interrupted, "interrupted"}; };
  StderrTalk talk{options};
  CHECK_THROWS_AS(talk.progress("loading", 1, 2), admctl::Error);
}
