// The records of exported files, read back.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace admctl::audit {

using TakeBytes = std::function<void(std::string_view record)>;

// Cuts a stream into records. What is not such a file throws code::export_unreadable.
class RecordSplitter {
 public:
  virtual ~RecordSplitter() = default;
  // Bytes in portions of any size; a record is valid during the call that gets it.
  virtual void write(std::string_view bytes, const TakeBytes& take) = 0;
  // Throws when the last record is cut off.
  virtual void finish() = 0;
};

// Of "csv": records end with CR LF outside quotes, and the first is the header, which is left out. Of all other
// formats but sqlite: lines. A record is at most 256 MiB.
std::unique_ptr<RecordSplitter> make_splitter(std::string_view format);

// The column `raw` of table `audit` in order of rowid. Nothing in the file is executed. Throws
// code::export_unreadable.
void read_sqlite_records(const std::filesystem::path& file, const TakeBytes& take);

}  // namespace admctl::audit
