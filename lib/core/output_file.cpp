#include "lib/core/output_file.hpp"

#include <array>
#include <cerrno>
#include <random>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace admctl {
namespace {

constexpr mode_t private_mode = 0600;
constexpr int name_attempts = 16;

std::string random_suffix() {
  std::random_device device;
  return fmt::format("{:08x}", device());
}

// The mask can only be read by setting it; for that moment files of other threads would be private, not open.
mode_t file_mode() {
  const auto mask = ::umask(077);
  ::umask(mask);
  return 0666 & ~mask;
}

std::filesystem::path followed(const std::filesystem::path& path) {
  std::error_code problem;
  const auto target = std::filesystem::canonical(path, problem);
  return problem ? path : target;
}

std::filesystem::path folder_of(const std::filesystem::path& path) {
  return path.has_parent_path() ? path.parent_path() : std::filesystem::path{"."};
}

}  // namespace

OutputFile::OutputFile(std::filesystem::path path, Existing existing, const Code& failure, Readers readers)
    : path_{followed(path)}, existing_{existing}, failure_{failure}, readers_{readers} {
  struct stat found {};
  const bool exists = ::stat(path_.c_str(), &found) == 0;
  if (!exists && errno != ENOENT) fail(errno);
  if (exists && S_ISDIR(found.st_mode)) fail(EISDIR);
  if (exists && !S_ISREG(found.st_mode)) {
    descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY);
    if (descriptor_ < 0) fail(errno);
    return;
  }
  if (exists && existing_ == Existing::refuse) refuse_existing();
  open_partial();
}

OutputFile::~OutputFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
  if (!partial_.empty()) ::unlink(partial_.c_str());
}

void OutputFile::open_partial() {
  for (int attempt = 1;; ++attempt) {
    auto name = path_;
    name += ".partial-" + random_suffix();
    descriptor_ = ::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, private_mode);
    if (descriptor_ >= 0) {
      partial_ = std::move(name);
      return;
    }
    if (errno != EEXIST || attempt == name_attempts) fail(errno);
  }
}

void OutputFile::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail(errno);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

void OutputFile::finish() {
  if (descriptor_ < 0) return;
  if (!partial_.empty()) {
    set_mode();
    if (::fsync(descriptor_) != 0) fail(errno);
  }
  const int closed = ::close(descriptor_);
  const int error = errno;
  descriptor_ = -1;
  if (closed != 0) fail(error);
}

void OutputFile::commit() {
  finish();
  if (partial_.empty()) return;
  take_name();
  partial_.clear();
  sync_folder();
}

void OutputFile::set_mode() {
  if (readers_ == Readers::owner_only) return;  // it was made so
  struct stat replaced {};
  const bool exists = existing_ == Existing::replace && ::stat(path_.c_str(), &replaced) == 0;
  if (::fchmod(descriptor_, exists ? replaced.st_mode & 07777 : file_mode()) != 0) fail(errno);
}

void OutputFile::take_name() {
  if (existing_ == Existing::replace) {
    if (::rename(partial_.c_str(), path_.c_str()) != 0) fail(errno);
    return;
  }
  if (::renameat2(AT_FDCWD, partial_.c_str(), AT_FDCWD, path_.c_str(), RENAME_NOREPLACE) == 0) return;
  if (errno == EEXIST) refuse_existing();
  if (errno != EINVAL && errno != ENOSYS) fail(errno);
  // A file system without that flag; a hard link refuses an existing name, too.
  if (::link(partial_.c_str(), path_.c_str()) != 0) errno == EEXIST ? refuse_existing() : fail(errno);
  ::unlink(partial_.c_str());
}

// The name survives a power cut only when the folder is written, too.
void OutputFile::sync_folder() const {
  const int folder = ::open(folder_of(path_).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) fail(errno);
  const int synced = ::fsync(folder);
  const int error = errno;
  ::close(folder);
  // Some network file systems have no way to sync a folder.
  if (synced != 0 && error != EINVAL && error != ENOTSUP) fail(error);
}

void OutputFile::fail(int error) const {
  const std::string cause = std::generic_category().message(error);
  std::string hint;
  if (error == ENOSPC || error == EDQUOT) hint = "free some space, or write to another disk";
  if (error == ENOENT) hint = "make the folder " + folder_of(path_).string() + " first";
  throw Error{failure_, fmt::format("cannot write {}: {}", path_.string(), cause), {}, hint};
}

void OutputFile::refuse_existing() const {
  throw Error{failure_,
              fmt::format("cannot write {}: the file exists", path_.string()),
              {},
              "choose another name, or add --overwrite to replace it"};
}

}  // namespace admctl
