#include "lib/audit/copy_reader.hpp"

#include <algorithm>
#include <cstring>

namespace admctl::audit {
namespace {

char meaning_of(char escaped) {
  switch (escaped) {
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    case 'v':
      return '\v';
    default:
      return escaped;
  }
}

// Copies `raw` to `to`, which has room for as many bytes; returns the end of what was written.
char* unescape(std::string_view raw, char* to) {
  while (!raw.empty()) {
    const auto plain = std::min(raw.find('\\'), raw.size());
    std::memcpy(to, raw.data(), plain);
    to += plain;
    raw.remove_prefix(plain);
    if (raw.size() < 2) break;
    *to++ = meaning_of(raw[1]);
    raw.remove_prefix(2);
  }
  return to;
}

}  // namespace

std::span<const CopyReader::Field> CopyReader::read(std::string_view line) {
  if (line.ends_with('\n')) line.remove_suffix(1);
  fields_.clear();
  // Made large enough at once: the fields point into it.
  if (unescaped_.size() < line.size()) unescaped_.resize(line.size());
  char* free = unescaped_.data();
  for (;;) {
    const auto end = std::min(line.find('\t'), line.size());
    const auto raw = line.substr(0, end);
    if (raw == "\\N") {
      fields_.emplace_back();
    } else if (raw.find('\\') == std::string_view::npos) {
      fields_.emplace_back(raw);
    } else {
      char* const stop = unescape(raw, free);
      fields_.emplace_back(std::string_view{free, static_cast<std::size_t>(stop - free)});
      free = stop;
    }
    if (end == line.size()) return fields_;
    line.remove_prefix(end + 1);
  }
}

}  // namespace admctl::audit
