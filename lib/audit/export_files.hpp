// Distributes records over the files of an export, and keeps what its manifest says of them.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "lib/audit/export_part.hpp"
#include "lib/audit/manifest.hpp"
#include "lib/audit/merkle.hpp"
#include "lib/audit/record_batch.hpp"

namespace admctl::audit {

struct FileLimits {
  std::uint64_t rows = 0;  // 0: none
  std::uint64_t bytes = 0;
};

class ExportFiles {
 public:
  // Makes the file of that number, from 1. `name` is set to its name without folder.
  using Open = std::function<std::unique_ptr<ExportPart>(std::size_t number, std::string& name)>;

  // Opens the first file, so that there is one even without rows.
  ExportFiles(Open open, const FileLimits& limits);

  // Records [from, to) of the batch.
  void write(const RecordBatch& batch, std::size_t from, std::size_t to);
  // Ends the last file, and tells the manifest of all.
  void finish(Manifest& manifest);
  // Gives all files their names.
  void commit();

 private:
  void open_next();
  void finish_part();
  // How many of the records from `from` on still go into the current file.
  std::size_t end_of_part(const RecordBatch& batch, std::size_t from, std::size_t to) const;
  void add(const RecordBatch& batch, std::size_t from, std::size_t to);

  Open open_;
  FileLimits limits_;
  std::vector<std::unique_ptr<ExportPart>> parts_;
  std::vector<ManifestFile> files_;
  MerkleTree part_tree_;
  MerkleTree tree_;
};

}  // namespace admctl::audit
