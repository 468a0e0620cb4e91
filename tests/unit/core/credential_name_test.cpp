#include <catch2/catch.hpp>

#include "lib/core/credential_name.hpp"

namespace admctl {

TEST_CASE("Names that stand for a credential are recognised however their words are joined") {
  for (const auto* name : {"token", "bot_token", "apiKey", "API_KEY", "api-key", "gateway.webhookSecret",
                           "SMTPPassword", "TELEGRAM_WEBHOOK_SECRET", "private_key", "privateKey", "db_pwd",
                           "wallet mnemonic", "aws_access_key", "stripe.credentials", "apikey"}) {
    INFO(name);
    CHECK(is_credential_name(name));
  }
}

TEST_CASE("Names that only contain such letters are not taken for credentials") {
  for (const auto* name : {"", "platform_fee_bps", "max_tokens", "tokenizer", "secretary_name", "primary_key",
                           "key", "keyboard", "passwordless", "apis_key_count", "_-_"}) {
    INFO(name);
    CHECK_FALSE(is_credential_name(name));
  }
}

}  // namespace admctl
