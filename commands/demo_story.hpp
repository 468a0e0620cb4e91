// Telling a story by running real command lines of admctl, one after the other, on a database of its own.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "commands/context.hpp"
#include "lib/core/error.hpp"

namespace admctl::commands {

class DemoStory {
 public:
  using Args = std::vector<std::string>;

  // Makes the database anew on the embedded server, and a temporary folder for files.
  explicit DemoStory(Context& context);
  ~DemoStory();
  DemoStory(const DemoStory&) = delete;
  DemoStory& operator=(const DemoStory&) = delete;

  void say(std::string_view sentence);
  // Shows the command line and what it prints. Throws code::failure-class errors when it ends otherwise than
  // expected.
  void show(const Args& args, Exit expected = Exit::ok);
  // Shows the command line, not its output.
  void quiet(const Args& args);
  // Like show(); returns one field of its page as JSON has it.
  std::string ask(const Args& args, std::string_view section, std::string_view field);
  // Not shown: a value of the first row of a list.
  std::string value(const Args& args, std::string_view column);

  // Not shown: whether a list of records has that one.
  bool lists(const Args& args, std::string_view record);
  // Not shown: how a command that writes would end.
  Exit would(Args args);

  std::string url() const { return url_; }
  const std::filesystem::path& folder() const { return folder_; }

 private:
  void print_command(const Args& args);
  std::string capture(Args args, Exit expected);

  Context& context_;
  std::string url_;
  std::filesystem::path folder_;
};

}  // namespace admctl::commands
