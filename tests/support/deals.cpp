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
    INSERT INTO channels (id, "telegramChatId", username, title, "ownerId", status, "botIsAdmin", "updatedAt") VALUES
      ('cchannel00000000000000001', '-100', 'channel', 'Channel', 'cpublisher000000000000001', 'ACTIVE', true,
       '2026-01-01');
    INSERT INTO ad_formats (id, "channelId", name, "priceAmount", "updatedAt") VALUES
      ('cformat000000000000000001', 'cchannel00000000000000001', 'Post', '12.5', '2026-01-01');
  )sql");
}

std::string insert_deal(const TestDatabase& database, std::string_view state) {
  static std::atomic<int> counter{0};
  const auto id = fmt::format("cdeal{:020}", ++counter);
  database.execute(fmt::format(R"sql(
    CREATE TEMP TABLE life AS SELECT
      '{1}' NOT IN ('CREATED', 'NEGOTIATING', 'TERMS_AGREED', 'AWAITING_PAYMENT') AS funded,
      '{1}' IN ('CREATIVE_APPROVED', 'AWAITING_POSTING_PLAN', 'POSTING_PLAN_AGREED', 'AWAITING_MANUAL_POST', 'SCHEDULED',
        'POSTING', 'POSTED', 'VERIFIED', 'COMPLETED') AS approved,
      '{1}' IN ('POSTING_PLAN_AGREED', 'AWAITING_MANUAL_POST', 'SCHEDULED', 'POSTING', 'POSTED', 'VERIFIED',
        'COMPLETED') AS planned,
      '{1}' IN ('POSTED', 'VERIFIED', 'COMPLETED') AS posted,
      '{1}' IN ('VERIFIED', 'COMPLETED') AS verified;
    INSERT INTO escrow_wallets (id, address, "dealId", "cachedBalance", "updatedAt")
      VALUES ('w{0}', 'EQ{0}', '{0}', '12500000000', '2026-02-01');
    INSERT INTO deals (id, "advertiserId", "channelOwnerId", "channelId", origin, "adFormatId", "agreedPrice",
                       status, "escrowStatus", "escrowWalletId", "statusHistory", "createdAt", "updatedAt", notes)
      VALUES ('{0}', 'cadvertiser00000000000001', 'cpublisher000000000000001', 'cchannel00000000000000001', 'DIRECT',
              'cformat000000000000000001', '12500000000', '{1}', 'PENDING', 'w{0}',
              '[{{"actor": "cadvertiser00000000000001", "status": "{1}", "timestamp": "2026-02-01T10:00:00.123Z"}}]',
              '2026-02-01 10:00:00.123', '2026-02-01 10:00:00.123', E'it''s "quoted" \\ and\nlong 🧑‍💻');
    UPDATE deals SET "escrowStatus" = 'HELD', "escrowAmount" = '12500000000', "platformFeeAmount" = '625000000',
      "publisherAmount" = '11875000000' FROM life WHERE id = '{0}' AND funded;
    UPDATE deals SET "postingMethod" = 'AUTO', "scheduledTime" = '2026-03-01', "postingGuaranteeTermHours" = 24,
      "postingPlanAgreedAt" = '2026-02-01' FROM life WHERE id = '{0}' AND planned;
    UPDATE deals SET "postedMessageId" = 4711, "postedAt" = '2026-02-01' FROM life WHERE id = '{0}' AND posted;
    UPDATE deals SET "verifiedAt" = '2026-02-02' FROM life WHERE id = '{0}' AND verified;
    INSERT INTO creatives (id, "dealId", text, status, "approvedAt", "updatedAt")
      SELECT 'k{0}', '{0}', 'Buy',
        (CASE WHEN approved THEN 'APPROVED' WHEN '{1}' = 'CREATIVE_REVISION' THEN 'REVISION_REQUESTED'
         ELSE 'SUBMITTED' END)::"CreativeStatus", CASE WHEN approved THEN timestamp '2026-02-01' END, '2026-02-01' FROM life;
    INSERT INTO deal_posting_plan_proposals (id, "dealId", "proposedBy", method, "scheduledAt", status, "updatedAt")
      SELECT 'p{0}', '{0}', 'PUBLISHER', 'AUTO', '2026-03-01',
        (CASE WHEN planned THEN 'ACCEPTED' ELSE 'PENDING' END)::"PostingPlanProposalStatus", '2026-02-01' FROM life;
    INSERT INTO deal_chat_bridges (id, "dealId", status, "updatedAt") VALUES ('b{0}', '{0}', 'ACTIVE', '2026-02-01');
    INSERT INTO disputes (id, "dealId", "initiatorId", "initiatorRole", reason, description, "updatedAt")
      SELECT 'x{0}', '{0}', 'cadvertiser00000000000001', 'ADVERTISER', 'OTHER', 'It is gone', '2026-02-01'
      WHERE '{1}' = 'DISPUTED';
    INSERT INTO transactions (id, "dealId", "walletId", type, status, amount, "idempotencyKey", "confirmedAt")
      SELECT 't{0}', '{0}', 'w{0}', 'DEPOSIT', 'CONFIRMED', '12500000000', 'deposit-{0}', '2026-02-01'
      WHERE '{1}' IN ('CANCELLED', 'EXPIRED');
    DROP TABLE life;
  )sql",
                               id, state));
  return id;
}

Object inputs_for(const std::string& id, std::string_view from, std::string_view to) {
  const auto* admin = "cadvertiser00000000000001";
  if (to == "POSTED") return {{"postedMessageId", "4711"}};
  if (to == "RESOLVED") return {{"outcome", "FULL_RELEASE"}, {"resolvedBy", admin}};
  if (to == "REFUNDED" && from == "DISPUTED") return {{"resolvedBy", admin}};
  if (to == "REFUNDED" && (from == "CANCELLED" || from == "EXPIRED")) return {{"txHash", "refund of " + id}};
  return {};
}

}  // namespace admctl::test
