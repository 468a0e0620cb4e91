#include "lib/local/process_identity.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <string_view>

#include "lib/core/text.hpp"
#include "lib/local/process.hpp"

namespace admctl::local {
namespace {

std::string first_line(const std::string& path) {
  std::ifstream file{path};
  std::string line;
  std::getline(file, line);
  return line;
}

// "boot id/inode of the namespace"
std::string this_system() {
  struct stat found {};
  if (::stat("/proc/self/ns/pid", &found) != 0) return {};
  const auto boot = first_line("/proc/sys/kernel/random/boot_id");
  return boot.empty() ? std::string{} : fmt::format("{}/{}", boot, found.st_ino);
}

// In clock ticks since the system started; empty when there is no such process.
std::string start_of(std::string_view pid) {
  constexpr std::size_t after_name = 19;
  const auto line = first_line(fmt::format("/proc/{}/stat", pid));
  // "pid (name) state ...", where the name may hold anything, blanks and brackets too.
  const auto name_end = line.rfind(')');
  if (name_end == std::string::npos || name_end + 2 >= line.size()) return {};
  const auto fields = split(std::string_view{line}.substr(name_end + 2), ' ');
  return fields.size() > after_name ? fields[after_name] : std::string{};
}

}  // namespace

std::string this_process() {
  const auto system = this_system();
  const auto start = start_of("self");
  if (system.empty() || start.empty()) return {};
  return fmt::format("{}/{}/{}", system, ::getpid(), start);
}

Life life_of(const std::string& identity) {
  const auto parts = split(identity, '/');
  if (parts.size() != 4 || !is_digits(parts[2])) return Life::unknown;
  const auto system = this_system();
  if (system.empty() || system != parts[0] + '/' + parts[1]) return Life::unknown;
  const bool is_there = start_of(parts[2]) == parts[3] && is_alive(std::atoi(parts[2].c_str()));
  return is_there ? Life::lives : Life::ended;
}

}  // namespace admctl::local
