// A file that is there whole or not at all.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "lib/core/error.hpp"

namespace admctl {

enum class Existing { refuse, replace };
// Who may read the finished file.
enum class Readers {
  usual,       // as the file it replaces, else as the umask says
  owner_only,  // nobody else (mode 0600), for personal data
};

// Bytes go to PATH.partial-<random> beside the file, which takes its name only in commit(); without commit()
// the destructor removes it. What exists under the name and is no regular file (a pipe, /dev/stdout,
// /dev/fd/63) is written to directly. A link is followed, so that the file it points to is replaced.
class OutputFile {
 public:
  // Throws `failure` with the path and the cause, here and everywhere below: an existing file (unless it is to
  // be replaced), a missing folder, no permission, a full disk.
  OutputFile(std::filesystem::path path, Existing existing, const Code& failure,
             Readers readers = Readers::usual);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  void write(std::string_view bytes);
  // The file under its temporary name, for libraries that write files themselves; empty when it is written to
  // directly.
  const std::filesystem::path& partial() const { return partial_; }
  // Makes the bytes durable and closes the file, which keeps its temporary name. Nothing can be written any
  // more.
  void finish();
  // Finishes, makes the name durable, too, and gives the file its name and mode. Never replaces a
  // file that appeared meanwhile unless told to.
  void commit();

 private:
  void open_partial();
  void set_mode();
  void take_name();
  void sync_folder() const;
  [[noreturn]] void fail(int error) const;
  [[noreturn]] void refuse_existing() const;

  std::filesystem::path path_;
  std::filesystem::path partial_;  // empty: written to directly, or committed
  Existing existing_;
  Code failure_;
  Readers readers_;
  int descriptor_ = -1;
};

}  // namespace admctl
