// The person's own editor on a private file.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "cli/environment.hpp"
#include "commands/context.hpp"

namespace admctl::cli {

class FileEditor final : public commands::TextEditor {
 public:
  // Makes the file in TMPDIR or /tmp. `before` is called before every run of the editor.
  // Throws code::bad_file.
  FileEditor(const Environment& environment, std::string_view suffix, std::function<void()> before);
  ~FileEditor() override;
  FileEditor(const FileEditor&) = delete;
  FileEditor& operator=(const FileEditor&) = delete;

  std::string edit(const std::string& text) override;
  const std::string& path() const override { return path_; }
  bool holds_work() const override;
  void discard() override { wanted_ = false; }

 private:
  void write(const std::string& text) const;
  std::string read() const;
  void run();

  std::string command_;  // as in $EDITOR: words for the shell
  std::function<void()> before_;
  std::string path_;
  std::optional<std::string> first_;  // the text that was presented first
  bool wanted_ = true;
};

}  // namespace admctl::cli
