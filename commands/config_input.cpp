#include "commands/config_input.hpp"

#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/core/input_file.hpp"
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
  std::error_code failure;
  auto text = read_file(file, failure);
  if (failure) throw Error{code::bad_file, "cannot read '" + visible(file) + "'", failure.message()};
  check_size(text, file);
  return text;
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
