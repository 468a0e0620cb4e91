#include "commands/signing_keys.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "commands/config_input.hpp"
#include "lib/core/codes/audit.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"

namespace admctl::commands {
namespace {

bool others_may_read(const std::string& file) {
  std::error_code unknown;
  const auto status = std::filesystem::status(file, unknown);
  using std::filesystem::perms;
  return !unknown && std::filesystem::is_regular_file(status) &&
         (status.permissions() & (perms::group_all | perms::others_all)) != perms::none;
}

// Errors of a key name the file it came from, never what it holds.
template <typename Parse>
auto in_file(const std::string& file, const Parse& parse) {
  try {
    return parse();
  } catch (Error& error) {
    throw error.with_detail(file == "-" ? "from standard input" : "in " + file);
  }
}

}  // namespace

audit::SigningKey read_signing_key(Context& context, const std::string& file) {
  const auto text = read_text(context, file);
  auto key = in_file(file, [&] { return audit::SigningKey::parse(text); });
  if (file != "-" && others_may_read(file))
    context.talk().say(fmt::format("others may read the private key {0}: chmod 600 {0}", file));
  return key;
}

std::vector<audit::PublicKey> read_public_keys(Context& context, const std::vector<std::string>& files) {
  std::vector<audit::PublicKey> keys;
  for (const auto& file : files) {
    const auto text = read_text(context, file);
    in_file(file, [&] {
      for (const auto& line : split(text, '\n')) {
        if (!trim(line).empty() && !trim(line).starts_with('#')) keys.push_back(audit::PublicKey::parse(line));
      }
      return true;
    });
  }
  return keys;
}

}  // namespace admctl::commands
