#include "tests/support/deals.hpp"

#include <atomic>

#include <fmt/format.h>

namespace admctl::test {

const platform::Pack& admarket() {
  static const auto pack = platform::load_builtin("admarket");
  return pack;
}

ops::Request request(std::string_view kind, std::string_view reason) {
  ops::Request out;
  out.kind = kind;
  out.command = fmt::format("admctl {}", kind);
  out.actor = "alice@host";
  out.os_user = "alice";
  out.host = "host";
  out.reason = std::string{reason};
  return out;
}

void insert_parties(const TestDatabase& database) {
  database.execute(R"sql(
    INSERT INTO users (id, "telegramId", "firstName", "walletAddress", "updatedAt") VALUES
      ('cadvertiser00000000000001', 1, 'Ada', 'EQadvertiser', '2026-01-01'),
      ('cpublisher000000000000001', 2, 'Pat', 'EQpublisher', '2026-01-01');
    INSERT INTO channels (id, "telegramChatId", title, "ownerId", "updatedAt") VALUES
      ('cchannel00000000000000001', '-100', 'Channel', 'cpublisher000000000000001', '2026-01-01');
    INSERT INTO ad_formats (id, "channelId", name, "priceAmount", "updatedAt") VALUES
      ('cformat000000000000000001', 'cchannel00000000000000001', 'Post', '12.5', '2026-01-01');
  )sql");
}

std::string insert_deal(const TestDatabase& database, std::string_view state) {
  static std::atomic<int> counter{0};
  const auto id = fmt::format("cdeal{:020}", ++counter);
  database.execute(fmt::format(R"sql(
    INSERT INTO escrow_wallets (id, address, "dealId", "cachedBalance", "updatedAt")
      VALUES ('w{0}', 'EQ{0}', '{0}', '12500000000', '2026-02-01');
    INSERT INTO deals (id, "advertiserId", "channelOwnerId", "channelId", origin, "adFormatId", "agreedPrice",
                       status, "escrowStatus", "escrowWalletId", "statusHistory", "createdAt", "updatedAt", notes)
      VALUES ('{0}', 'cadvertiser00000000000001', 'cpublisher000000000000001', 'cchannel00000000000000001', 'DIRECT',
              'cformat000000000000000001', '12500000000', '{1}', 'PENDING', 'w{0}',
              '[{{"actor": "cadvertiser00000000000001", "status": "{1}", "timestamp": "2026-02-01T10:00:00.123Z"}}]',
              '2026-02-01 10:00:00.123', '2026-02-01 10:00:00.123', E'it''s "quoted" \\ and\nlong 🧑‍💻');
    INSERT INTO creatives (id, "dealId", text, status, "updatedAt") VALUES ('k{0}', '{0}', 'Buy', 'SUBMITTED', '2026-02-01');
    INSERT INTO deal_posting_plan_proposals (id, "dealId", "proposedBy", method, "scheduledAt", "updatedAt")
      VALUES ('p{0}', '{0}', 'PUBLISHER', 'AUTO', '2026-03-01', '2026-02-01');
    INSERT INTO deal_chat_bridges (id, "dealId", status, "updatedAt") VALUES ('b{0}', '{0}', 'ACTIVE', '2026-02-01');
  )sql",
                               id, state));
  return id;
}

}  // namespace admctl::test
