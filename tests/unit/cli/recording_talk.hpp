// A Talk that keeps its lines.
#pragma once

#include <string>
#include <vector>

#include "commands/context.hpp"

namespace admctl::test {

class RecordingTalk final : public commands::Talk {
 public:
  void say(std::string_view line) override { lines.emplace_back(line); }
  void progress(std::string_view, std::size_t, std::size_t) override {}
  void progress_done() override {}

  std::vector<std::string> lines;
};

}  // namespace admctl::test
