#include "lib/audit/signed_note.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lib/core/base64.hpp"
#include "lib/core/codes/audit.hpp"
#include "lib/core/error.hpp"
#include "lib/core/sha256.hpp"
#include "lib/core/text.hpp"

namespace admctl::audit {
namespace {

constexpr std::size_t longest_note = 64 * 1024;
constexpr std::size_t most_signatures = 16;
constexpr std::size_t id_bytes = 4;
constexpr std::string_view dash = "\xe2\x80\x94 ";

[[noreturn]] void refuse(std::string why) {
  throw Error{code::bad_signed_text,
              "the signed text cannot be read: " + std::move(why),
              {},
              "it is a text, an empty line, and lines that begin with a dash; copy all of it"};
}

std::string without_carriage_returns(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r' || i + 1 == text.size() || text[i + 1] != '\n') out += text[i];
  }
  return out;
}

std::span<const std::uint8_t> octets(std::string_view bytes) {
  return {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()};
}

NoteSignature read_signature(std::string_view line) {
  if (!line.starts_with(dash)) refuse("a line after the empty one is no signature");
  line.remove_prefix(dash.size());
  const auto blank = line.find(' ');
  if (blank == std::string_view::npos || blank == 0) refuse("a signature has no key name");
  const auto bytes = from_base64(line.substr(blank + 1));
  if (!bytes || bytes->size() <= id_bytes) refuse("a signature is not base 64, or too short");
  return {std::string{line.substr(0, blank)}, to_hex(octets(*bytes).first(id_bytes)), bytes->substr(id_bytes)};
}

}  // namespace

SignedNote SignedNote::parse(std::string_view given) {
  if (given.size() > longest_note) refuse("it is longer than 64 KiB");
  const auto note = without_carriage_returns(given);
  if (find_invalid_utf8(note)) refuse("it is not UTF-8");
  if (std::ranges::any_of(note, [](unsigned char byte) { return byte < ' ' && byte != '\n'; }))
    refuse("it holds control characters");
  if (!note.ends_with('\n')) refuse("its last line is cut off");
  const auto gap = note.rfind("\n\n");
  if (gap == std::string::npos) refuse("it has no signature");
  SignedNote out;
  out.text = note.substr(0, gap + 1);
  auto rest = std::string_view{note}.substr(gap + 2);
  while (!rest.empty()) {
    if (out.signatures.size() == most_signatures) refuse("it has more than 16 signatures");
    const auto end = rest.find('\n');
    out.signatures.push_back(read_signature(rest.substr(0, end)));
    rest.remove_prefix(end + 1);
  }
  if (out.signatures.empty()) refuse("it has no signature");
  return out;
}

std::string sign_note(std::string_view text, const SigningKey& key) {
  const auto& id = key.public_key().id();
  std::string bytes;
  for (std::size_t i = 0; i < id.size(); i += 2)
    bytes += static_cast<char>(std::stoi(id.substr(i, 2), nullptr, 16));
  return fmt::format("{}\n{}{} {}\n", text, dash, key.public_key().name(), to_base64(bytes + key.sign(text)));
}

Trust check_note(const SignedNote& note, std::span<const PublicKey> keys, const PublicKey** signer) {
  auto trust = Trust::unknown_key;
  for (const auto& signature : note.signatures) {
    for (const auto& key : keys) {
      if (key.name() != signature.name || key.id() != signature.id) continue;
      if (!key.verifies(signature.bytes, note.text)) return Trust::wrong;
      if (signer && trust == Trust::unknown_key) *signer = &key;
      trust = Trust::signed_by_key;
    }
  }
  return trust;
}

}  // namespace admctl::audit
