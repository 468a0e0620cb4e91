// A person's editor.
#pragma once

#include <string>

namespace admctl::commands {

// A file of a person's text, 0600, open to his editor again and again.
class TextEditor {
 public:
  virtual ~TextEditor() = default;
  // Writes `text` into the file, waits for the editor, returns what the file holds then. Throws
  // code::editor_failed when the editor cannot be run, fails or is killed; code::interrupted after SIGINT,
  // SIGTERM or SIGHUP.
  virtual std::string edit(const std::string& text) = 0;
  virtual const std::string& path() const = 0;
  // Whether the file holds anything else than the first text that was given to edit().
  virtual bool holds_work() const = 0;
  // The file may be removed at the end even if it holds work.
  virtual void discard() = 0;
};

}  // namespace admctl::commands
