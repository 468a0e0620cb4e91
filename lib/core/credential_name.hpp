// Telling from a name alone that the value behind it is likely to be a credential.
#pragma once

#include <string_view>

namespace admctl {

// True for names with a word such as token, secret, password, credential or mnemonic, or the words "api key",
// "private key" and the like, however they are joined: "bot_token", "apiKey", "SMTP-PASSWORD".
// "max_tokens" and "key_count" are none.
bool is_credential_name(std::string_view name);

}  // namespace admctl
