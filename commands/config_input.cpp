#include "commands/config_input.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"

namespace admctl::commands {
namespace {

constexpr std::size_t longest = 16U << 20U;

void check_size(const std::string& text, const std::string& name) {
  if (text.size() > longest) throw Error{code::bad_file, name + " is larger than 16 MiB"};
}

}  // namespace

std::string read_bytes(Context& context, const std::string& file) {
  if (file == "-") {
    auto text = context.read_stdin();
    check_size(text, "standard input");
    return text;
  }
  errno = 0;
  std::ifstream stream{file, std::ios::binary};
  std::ostringstream text;
  if (stream) text << stream.rdbuf();
  if (!stream || text.str().size() == 0) {
    // An empty file sets the stream's fail bit, and is still a file that was read.
    std::error_code ignored;
    if (!stream.is_open() || errno != 0)
      throw Error{code::bad_file, "cannot read '" + visible(file) + "'",
                  std::strerror(errno != 0 ? errno : ENOENT)};
  }
  check_size(text.str(), file);
  return text.str();
}

std::string read_text(Context& context, const std::string& file) {
  auto text = read_bytes(context, file);
  if (find_invalid_utf8(text))
    throw Error{code::bad_file, (file == "-" ? "standard input" : file) + " is not valid UTF-8"};
  return text;
}

std::string without_line_end(std::string text) {
  if (text.ends_with('\n')) text.pop_back();
  if (text.ends_with('\r')) text.pop_back();
  return text;
}

}  // namespace admctl::commands
