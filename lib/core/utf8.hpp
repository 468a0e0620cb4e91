// Decoding UTF-8 one code point at a time.
#pragma once

#include <cstddef>
#include <string_view>

namespace admctl {

struct CodePoint {
  char32_t value;  // U+FFFD when invalid
  std::size_t
      length;  // in bytes; of an invalid sequence the part that could have begun a valid one, at least 1
  bool valid;
};

// The first code point of `text`, which must not be empty. Overlong forms, surrogates and values beyond
// U+10FFFF are invalid.
CodePoint decode_utf8(std::string_view text);

}  // namespace admctl
