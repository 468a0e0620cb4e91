// Checkpoints of C2SP tlog-checkpoint: the text of a signed note that says what a log is.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lib/core/sha256.hpp"

namespace admctl::audit {

struct Checkpoint {
  std::string origin;      // which log
  std::uint64_t size = 0;  // leaves
  Digest root{};
  // Further lines, "<name> <value>", in their order.
  std::vector<std::pair<std::string, std::string>> extensions;

  // nullptr when there is no such line.
  const std::string* extension(std::string_view name) const;
  // Origin, size, root in base 64, further lines; ends with a newline.
  std::string text() const;
  // Throws code::bad_signed_text.
  static Checkpoint parse(std::string_view text);
};

// A digest of base 64; nullopt when it is none.
std::optional<Digest> digest_from_base64(std::string_view text);
std::string digest_to_base64(const Digest& digest);
// A number without sign and leading zeros; nullopt when it is none or too large.
std::optional<std::uint64_t> parse_count(std::string_view text);

}  // namespace admctl::audit
