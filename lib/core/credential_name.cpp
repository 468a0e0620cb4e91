#include "lib/core/credential_name.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <vector>

namespace admctl {
namespace {

constexpr std::array<std::string_view, 13> words{
    "token",      "secret",      "secrets",  "password", "passwd",     "pwd",      "passphrase",
    "credential", "credentials", "mnemonic", "apikey",   "privatekey", "secretkey"};
// What makes a key a credential: "api key", not "primary key".
constexpr std::array<std::string_view, 7> kinds_of_key{"api",        "private", "access", "signing",
                                                       "encryption", "ssh",     "auth"};

bool is_upper(char c) { return std::isupper(static_cast<unsigned char>(c)) != 0; }
bool is_plain(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

// "smtpPassword" and "SMTP_PASSWORD" alike give smtp, password.
std::vector<std::string> split_words(std::string_view name) {
  std::vector<std::string> out;
  bool open = false;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (!is_plain(name[i])) {
      open = false;
      continue;
    }
    const bool hump = i > 0 && is_upper(name[i]) &&
                      (!is_upper(name[i - 1]) ||
                       (i + 1 < name.size() && std::islower(static_cast<unsigned char>(name[i + 1]))));
    if (!open || hump) out.emplace_back();
    open = true;
    out.back() += static_cast<char>(std::tolower(static_cast<unsigned char>(name[i])));
  }
  return out;
}

}  // namespace

bool is_credential_name(std::string_view name) {
  const auto parts = split_words(name);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (std::ranges::find(words, parts[i]) != words.end()) return true;
    if (i > 0 && parts[i] == "key" && std::ranges::find(kinds_of_key, parts[i - 1]) != kinds_of_key.end())
      return true;
  }
  return false;
}

}  // namespace admctl
