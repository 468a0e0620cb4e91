// Signed notes of C2SP: a text, an empty line, and lines "— <key name> <base64 of key id and signature>".
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lib/audit/signing_key.hpp"

namespace admctl::audit {

struct NoteSignature {
  std::string name;
  std::string id;  // 8 hex digits
  std::string bytes;
};

struct SignedNote {
  std::string text;  // what is signed; ends with a newline
  std::vector<NoteSignature> signatures;

  // At most 64 KiB and 16 signatures are read; a carriage return before each newline, as mail adds one, is
  // taken off. Throws code::bad_signed_text.
  static SignedNote parse(std::string_view note);
};

// `text` must end with a newline.
std::string sign_note(std::string_view text, const SigningKey& key);

enum class Trust {
  signed_by_key,  // at least one of the keys signed it, and no signature under one of their names is wrong
  unknown_key,    // nobody of the keys signed it
  wrong,          // a signature that names one of the keys is not that key's, or not of this text
};
// With `signer` told which key it was.
Trust check_note(const SignedNote& note, std::span<const PublicKey> keys, const PublicKey** signer = nullptr);

}  // namespace admctl::audit
