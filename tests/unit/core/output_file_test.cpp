#include "lib/core/output_file.hpp"
#include "lib/core/codes/audit.hpp"

#include <csignal>
#include <fstream>
#include <sstream>
#include <thread>

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <catch2/catch.hpp>

#include "tests/support/error_of.hpp"
#include "tests/support/temp_folder.hpp"

namespace admctl {
namespace {

namespace fs = std::filesystem;
using test::error_of;

std::string read(const fs::path& path) {
  std::ifstream in{path, std::ios::binary};
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> out;
  for (const auto& entry : fs::directory_iterator{folder}) out.push_back(entry.path().filename().string());
  return out;
}

mode_t mode_of(const fs::path& path) {
  struct stat found {};
  REQUIRE(::stat(path.c_str(), &found) == 0);
  return found.st_mode & 07777;
}

OutputFile open(const fs::path& path, Existing existing = Existing::refuse) {
  return OutputFile{path, existing, code::export_failed};
}

}  // namespace

TEST_CASE("A file has its name only after commit") {
  const test::TempFolder folder;
  const auto path = folder.path() / "out.jsonl";
  {
    OutputFile file{path, Existing::refuse, code::export_failed};
    file.write("one");
    const auto names = names_in(folder.path());
    REQUIRE(names.size() == 1);
    CHECK(names[0].starts_with("out.jsonl.partial-"));
    CHECK(mode_of(folder.path() / names[0]) == 0600);
    file.write("two");
    file.commit();
  }
  CHECK(read(path) == "onetwo");
  CHECK(names_in(folder.path()) == std::vector<std::string>{"out.jsonl"});
}

TEST_CASE("Without commit nothing stays behind") {
  const test::TempFolder folder;
  { open(folder.path() / "out").write("half"); }
  CHECK(names_in(folder.path()).empty());
}

TEST_CASE("The committed file has the mode of the umask") {
  const test::TempFolder folder;
  const auto old = ::umask(027);
  {
    auto file = open(folder.path() / "out");
    file.commit();
  }
  ::umask(old);
  CHECK(mode_of(folder.path() / "out") == 0640);
}

TEST_CASE("An existing file is refused and left as it is") {
  const test::TempFolder folder;
  folder.write("out", "old");
  const auto error = error_of([&] { open(folder.path() / "out"); });
  CHECK(error.code() == code::export_failed);
  CHECK(error.message() == "cannot write " + (folder.path() / "out").string() + ": the file exists");
  CHECK(error.hint().find("--overwrite") != std::string::npos);
  CHECK(read(folder.path() / "out") == "old");
  CHECK(names_in(folder.path()).size() == 1);
}

TEST_CASE("A file that appears while writing is not replaced") {
  const test::TempFolder folder;
  {
    auto file = open(folder.path() / "out");
    file.write("ours");
    folder.write("out", "theirs");
    CHECK(error_of([&] { file.commit(); }).code() == code::export_failed);
  }
  CHECK(read(folder.path() / "out") == "theirs");
  CHECK(names_in(folder.path()).size() == 1);
}

TEST_CASE("Replacing keeps the old file until the new one is whole, and keeps its mode") {
  const test::TempFolder folder;
  folder.write("out", "old");
  REQUIRE(::chmod((folder.path() / "out").c_str(), 0604) == 0);
  { open(folder.path() / "out", Existing::replace).write("half"); }
  CHECK(read(folder.path() / "out") == "old");
  auto file = open(folder.path() / "out", Existing::replace);
  file.write("new");
  file.commit();
  CHECK(read(folder.path() / "out") == "new");
  CHECK(mode_of(folder.path() / "out") == 0604);
  CHECK(names_in(folder.path()).size() == 1);
}

TEST_CASE("A link is followed: the file it points to is replaced, the link stays") {
  const test::TempFolder folder;
  folder.write("real/data", "old");
  fs::create_symlink(folder.path() / "real/data", folder.path() / "link");
  auto file = open(folder.path() / "link", Existing::replace);
  file.write("new");
  file.commit();
  CHECK(fs::is_symlink(folder.path() / "link"));
  CHECK(read(folder.path() / "real/data") == "new");
}

TEST_CASE("A path that cannot be written names the path and the cause") {
  const test::TempFolder folder;
  const auto missing = error_of([&] { open(folder.path() / "no/such/folder/out"); });
  CHECK(missing.message().find("No such file or directory") != std::string::npos);
  CHECK(missing.hint().find("no/such/folder") != std::string::npos);
  CHECK(error_of([&] { open(folder.path()); }).message().find("Is a directory") != std::string::npos);
  folder.write("plain", "");
  CHECK(error_of([&] { open(folder.path() / "plain/out"); }).message().find("Not a directory") !=
        std::string::npos);
  CHECK(error_of([&] { open(folder.path() / std::string(300, 'x')); }).message().find("too long") !=
        std::string::npos);
}

TEST_CASE("A device that is full is an error") {
  auto file = open("/dev/full");
  const auto error = error_of([&] { file.write("x"); });
  CHECK(error.code() == code::export_failed);
  CHECK(error.message() == "cannot write /dev/full: No space left on device");
  CHECK(error.hint().find("space") != std::string::npos);
  CHECK(fs::exists("/dev/full"));
}

TEST_CASE("A pipe is written to directly") {
  const test::TempFolder folder;
  const auto path = folder.path() / "pipe";
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  std::string received;
  std::thread reader{[&] { received = read(path); }};
  {
    auto file = open(path);
    file.write("through");
    file.commit();
  }
  reader.join();
  CHECK(received == "through");
  CHECK(fs::is_fifo(path));
}

TEST_CASE("A limit on the size of files is an error that leaves nothing behind") {
  const test::TempFolder folder;
  // Limits and signals belong to the process, so a child tries it.
  const auto child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{4096, 4096};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    int outcome = 1;
    try {
      auto file = open(folder.path() / "out");
      file.write(std::string(10'000, 'x'));
    } catch (const Error& error) {
      outcome = error.message().find("File too large") != std::string::npos ? 0 : 2;
    }
    ::_exit(outcome);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
  CHECK(names_in(folder.path()).empty());
}

}  // namespace admctl
