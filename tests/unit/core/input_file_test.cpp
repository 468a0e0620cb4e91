#include "lib/core/input_file.hpp"

#include <string>
#include <thread>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <catch2/catch.hpp>

#include "lib/core/codes/general.hpp"
#include "tests/support/error_of.hpp"
#include "tests/support/temp_folder.hpp"

namespace admctl {
namespace {

using Catch::Matchers::Contains;
using test::error_of;

TEST_CASE("A file is read whole, whatever its bytes and size", "[core]") {
  test::TempFolder folder;
  const auto size = GENERATE(std::size_t{0}, 1, 16 * 1024 - 1, 16 * 1024, 16 * 1024 + 1, 5'000'000);
  std::string bytes(size, '\0');
  for (std::size_t at = 0; at < size; ++at) bytes[at] = static_cast<char>(at * 31 + at / 255);
  folder.write("file", bytes);

  CHECK(read_file(folder.path() / "file") == bytes);
}

TEST_CASE("A pipe and a file that tells no size are read to their end", "[core]") {
  test::TempFolder folder;
  const auto pipe = folder.path() / "pipe";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  const std::string bytes(300'000, 'p');
  std::thread writer{[&] {
    const int end = ::open(pipe.c_str(), O_WRONLY | O_CLOEXEC);
    for (std::size_t at = 0; at < bytes.size();) {
      const auto written = ::write(end, bytes.data() + at, bytes.size() - at);
      if (written <= 0) break;
      at += static_cast<std::size_t>(written);
    }
    ::close(end);
  }};
  const auto got = read_file(pipe);
  writer.join();

  CHECK(got == bytes);
  CHECK_THAT(read_file("/proc/self/status"), Contains("Pid:"));
}

TEST_CASE("What cannot be read is refused with the system's reason", "[core]") {
  struct Case {
    std::filesystem::path path;
    std::string reason;
  };
  // The last can be opened, and only the reading fails, as of a process that has just ended.
  const auto tried = GENERATE(Case{"/no/such/file", "No such file or directory"}, Case{"/", "Is a directory"},
                              Case{"/proc/self/mem", "Input/output error"});

  const Error error = error_of([&] { read_file(tried.path); });

  CHECK(error.code() == code::bad_file);
  CHECK_THAT(error.message(), Contains(tried.path.string()));
  CHECK(error.detail() == tried.reason);
  std::error_code failure;
  CHECK(read_file(tried.path, failure).empty());
  CHECK(failure.message() == tried.reason);
}

}  // namespace
}  // namespace admctl
