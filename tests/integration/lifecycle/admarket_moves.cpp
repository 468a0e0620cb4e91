#include "tests/integration/lifecycle/arranged_moves.hpp"

#include <algorithm>

namespace admctl::test {
namespace {

constexpr std::string_view a_user = R"((SELECT id FROM users WHERE username LIKE 'support%' LIMIT 1))";

// A deal that ended with its deposit still held.
constexpr std::string_view hold_deposit = R"(
  UPDATE deals SET "escrowStatus" = 'HELD', "escrowAmount" = "agreedPrice" WHERE id = :key;
  INSERT INTO transactions (id, "dealId", type, status, amount, "idempotencyKey", "confirmedAt")
    SELECT 'deposit of ' || id, id, 'DEPOSIT', 'CONFIRMED', "agreedPrice", 'deposit-' || id, now() FROM deals WHERE id = :key
    ON CONFLICT DO NOTHING)";

constexpr std::string_view a_week_ago = R"(
  UPDATE deals SET "updatedAt" = '2026-01-01', "statusHistory" = COALESCE((
    SELECT jsonb_agg(e.v || '{"timestamp": "2026-01-01T00:00:00.000Z"}' ORDER BY e.n)
    FROM jsonb_array_elements("statusHistory") WITH ORDINALITY AS e (v, n)), '[]') WHERE id = :key)";

constexpr std::string_view refunded = R"(
  r."escrowStatus" = 'REFUNDED' AND EXISTS (
    SELECT FROM transactions x WHERE x."idempotencyKey" = 'refund-' || r.id AND x.status = 'CONFIRMED'
      AND x.type = 'REFUND' AND x.amount = r."escrowAmount" AND x."txHash" = 'refund of ' || r.id
      AND x."confirmedAt" IS NOT NULL)
  AND NOT EXISTS (SELECT FROM escrow_wallets w WHERE w.id = r."escrowWalletId" AND w.status <> 'RETIRED')
  AND NOT EXISTS (SELECT FROM deal_chat_bridges b WHERE b."dealId" = r.id AND b.status <> 'CLOSED'))";

constexpr std::string_view chat_closed = R"(
  NOT EXISTS (SELECT FROM deal_chat_bridges b WHERE b."dealId" = r.id AND (b.status <> 'CLOSED' OR b."closedAt" IS NULL)))";

constexpr std::string_view detach_wallet =
    R"(UPDATE deals SET "escrowWalletId" = NULL WHERE id = (SELECT "dealId" FROM escrow_wallets WHERE id = :key))";

const std::vector<ArrangedMove> moves{
    // Deals: the demo data holds a consistent one in every state.
    {.kind = "deal", .to = "AWAITING_PAYMENT", .after = R"(r."escrowStatus" = 'NONE')"},
    {.kind = "deal",
     .to = "FUNDED",
     .prepare = R"(UPDATE escrow_wallets w SET "cachedBalance" = d."agreedPrice" FROM deals d
                   WHERE d.id = :key AND w.id = d."escrowWalletId")",
     .given = {{"txHash", "'deposit of ' || :key"}},
     .after = R"(r."escrowStatus" = 'HELD' AND r."escrowAmount" = r."agreedPrice"
                 AND r."platformFeeAmount"::numeric + r."publisherAmount"::numeric = r."agreedPrice"::numeric
                 AND EXISTS (SELECT FROM transactions x WHERE x."idempotencyKey" = 'deposit-' || r.id
                             AND x."txHash" = 'deposit of ' || r.id AND x.status = 'CONFIRMED'))"},
    {.kind = "deal",
     .to = "CREATIVE_SUBMITTED",
     .from = {"CREATIVE_REVISION"},
     .given = {{"text", "'A better text'"}},
     .after =
         R"(EXISTS (SELECT FROM creatives k WHERE k."dealId" = r.id AND k.status = 'SUBMITTED' AND k.version > 1
                         AND k.text = 'A better text' AND k.feedback IS NULL AND k."submittedAt" = r."updatedAt"
                         AND jsonb_array_length(k."previousVersions") = k.version - 1
                         AND k."previousVersions" -> -1 ->> 'text' <> k.text
                         AND (k."previousVersions" -> -1 ->> 'version')::int = k.version - 1))"},
    {.kind = "deal",
     .to = "CREATIVE_SUBMITTED",
     .prepare =
         R"(INSERT INTO creatives (id, "dealId", text, "updatedAt") VALUES ('creative of ' || :key, :key, 'Buy', now())
                   ON CONFLICT DO NOTHING)",
     .after =
         R"(EXISTS (SELECT FROM creatives k WHERE k."dealId" = r.id AND k.status = 'SUBMITTED' AND k.version = 1))"},
    {.kind = "deal",
     .to = "CREATIVE_REVISION",
     .given = {{"feedback", "'Shorter'"}},
     .after = R"(EXISTS (SELECT FROM creatives k WHERE k."dealId" = r.id AND k.status = 'REVISION_REQUESTED'
                         AND k.feedback = 'Shorter')
                 AND (SELECT e.data ->> 'feedback' FROM deal_events e WHERE e."dealId" = r.id
                      ORDER BY e."createdAt" DESC LIMIT 1) = 'Shorter')"},
    {.kind = "deal",
     .to = "CREATIVE_APPROVED",
     .after = R"(EXISTS (SELECT FROM creatives k WHERE k."dealId" = r.id AND k.status = 'APPROVED'
                         AND k."approvedAt" = r."updatedAt"))"},
    {.kind = "deal",
     .to = "POSTING_PLAN_AGREED",
     .given = {{"scheduledTime", "'2030-01-01T12:00:00Z'"}, {"postingGuaranteeTermHours", "'36'"}},
     .after = R"(r."scheduledTime" = '2030-01-01 12:00' AND r."postingGuaranteeTermHours" = 36
                 AND r."postingMethod" = 'AUTO' AND r."postingPlanAgreedAt" = r."updatedAt"
                 AND (SELECT count(*) FILTER (WHERE p.status = 'ACCEPTED' AND p."scheduledAt" = '2030-01-01 12:00'
                                              AND p."guaranteeTermHours" = 36 AND p."respondedAt" = r."updatedAt") = 1
                        AND count(*) FILTER (WHERE p.status IN ('ACCEPTED', 'PENDING')) = 1
                      FROM deal_posting_plan_proposals p WHERE p."dealId" = r.id))"},
    {.kind = "deal",
     .to = "AWAITING_MANUAL_POST",
     .given = {{"manualPostWindowHours", "'24'"}},
     .after = R"(r."manualPostWindowHours" = 24)"},
    {.kind = "deal",
     .to = "SCHEDULED",
     .given = {{"scheduledTime", "'2030-02-02T12:00:00Z'"}},
     .after = R"(r."scheduledTime" = '2030-02-02 12:00'
                 AND (SELECT count(*) FILTER (WHERE p.status = 'ACCEPTED' AND p."scheduledAt" = r."scheduledTime") = 1
                        AND count(*) FILTER (WHERE p.status IN ('ACCEPTED', 'PENDING')) = 1
                      FROM deal_posting_plan_proposals p WHERE p."dealId" = r.id))"},
    {.kind = "deal",
     .to = "POSTED",
     .given = {{"postedMessageId", "'4711'"}, {"postedAt", "'2026-02-01T10:00:00Z'"}},
     .after = R"(r."postedMessageId" = 4711 AND r."postedAt" = '2026-02-01 10:00'
                 AND (SELECT (e.data ->> 'messageId')::int = 4711 AND e.data ->> 'channelId' = r."channelId"
                      FROM deal_events e WHERE e."dealId" = r.id ORDER BY e."createdAt" DESC LIMIT 1))"},
    {.kind = "deal",
     .to = "VERIFIED",
     .prepare =
         R"(UPDATE deals SET "postedAt" = now() AT TIME ZONE 'UTC' - interval '40 days' WHERE id = :key)",
     .after = R"(r."verifiedAt" = r."updatedAt")"},
    {.kind = "deal",
     .to = "COMPLETED",
     .given = {{"releaseTxHash", "'release of ' || :key"}, {"feeTxHash", "'fee of ' || :key"}},
     .after = R"(r."completedAt" = r."updatedAt" AND r."escrowStatus" = 'RELEASED'
                 AND EXISTS (SELECT FROM transactions x WHERE x."idempotencyKey" = 'release-' || r.id
                             AND x.status = 'CONFIRMED' AND x.type = 'RELEASE' AND x.amount = r."publisherAmount"
                             AND x."txHash" = 'release of ' || r.id)
                 AND EXISTS (SELECT FROM transactions x WHERE x."idempotencyKey" = 'fee-' || r.id
                             AND x.status = 'CONFIRMED' AND x.type = 'PLATFORM_FEE' AND x.amount = r."platformFeeAmount"
                             AND x."txHash" = 'fee of ' || r.id)
                 AND EXISTS (SELECT FROM escrow_wallets w WHERE w.id = r."escrowWalletId" AND w.status = 'RETIRED')
                 AND NOT EXISTS (SELECT FROM deal_chat_bridges b WHERE b."dealId" = r.id AND b.status <> 'CLOSED'))"},
    {.kind = "deal", .to = "CANCELLED", .after = chat_closed},
    {.kind = "deal", .to = "EXPIRED", .prepare = a_week_ago, .after = R"(r.notes = 'a test')"},
    {.kind = "deal",
     .to = "REFUNDED",
     .from = {"CANCELLED", "EXPIRED"},
     .pick = R"(r."escrowWalletId" IS NOT NULL)",
     .prepare = hold_deposit,
     .given = {{"txHash", "'refund of ' || :key"}},
     .after = refunded},
    {.kind = "deal",
     .to = "REFUNDED",
     .from = {"POSTED", "VERIFIED"},
     .given = {{"txHash", "'refund of ' || :key"}, {"deletedAt", "'2026-02-03T00:00:00Z'"}},
     .after = R"(r."escrowStatus" = 'REFUNDED' AND r."deletedAt" = '2026-02-03' AND r.notes = 'a test'
                 AND (SELECT e.data ->> 'violationType' FROM deal_events e WHERE e."dealId" = r.id
                      ORDER BY e."createdAt" DESC LIMIT 1) = 'DELETED')"},
    {.kind = "deal",
     .to = "REFUNDED",
     .from = {"DISPUTED"},
     .given = {{"txHash", "'refund of ' || :key"},
               {"resolvedBy", a_user},
               {"resolution", "'The post was deleted'"}},
     .after = R"(r."escrowStatus" = 'REFUNDED' AND EXISTS (
                   SELECT FROM disputes d WHERE d."dealId" = r.id AND d.status = 'RESOLVED' AND d.outcome = 'FULL_REFUND'
                     AND d."advertiserRefundPercent" = 100 AND d."resolvedBy" IS NOT NULL
                     AND d.resolution = 'The post was deleted' AND d."resolvedAt" = r."updatedAt"))"},
    {.kind = "deal",
     .to = "DISPUTED",
     .given = {{"initiatorRole", "'CHANNEL_OWNER'"},
               {"disputeReason", "'PAYMENT_ISSUE'"},
               {"description", "'Nobody pays'"},
               {"evidence", R"('["https://example.org/1.png"]')"}},
     .after = R"(EXISTS (SELECT FROM disputes d WHERE d."dealId" = r.id AND d.status = 'OPEN'
                         AND d."initiatorId" = r."channelOwnerId" AND d.reason = 'PAYMENT_ISSUE'
                         AND d.description = 'Nobody pays' AND d.evidence ->> 0 = 'https://example.org/1.png'))"},
    {.kind = "deal",
     .to = "RESOLVED",
     .given = {{"outcome", "'PARTIAL_REFUND'"},
               {"advertiserRefundPercent", "'30'"},
               {"resolvedBy", a_user},
               {"releaseTxHash", "'release of ' || :key"},
               {"refundTxHash", "'refund of ' || :key"}},
     .after = R"(r."escrowStatus" = 'PARTIAL_REFUND'
                 AND EXISTS (SELECT FROM disputes d WHERE d."dealId" = r.id AND d.status = 'RESOLVED'
                             AND d.outcome = 'PARTIAL_REFUND' AND d."advertiserRefundPercent" = 30
                             AND d."resolvedAt" = r."updatedAt" AND d.resolution = 'a test')
                 AND (SELECT sum(x.amount::numeric) = r."escrowAmount"::numeric
                        AND sum(x.amount::numeric) FILTER (WHERE x.type = 'PARTIAL_REFUND')
                            = floor(r."escrowAmount"::numeric * 30 / 100)
                      FROM transactions x
                      WHERE x."dealId" = r.id AND x.type IN ('PARTIAL_REFUND', 'PARTIAL_RELEASE') AND x.status = 'CONFIRMED')
                 AND EXISTS (SELECT FROM escrow_wallets w WHERE w.id = r."escrowWalletId" AND w.status = 'RETIRED'))"},

    {.kind = "escrow", .to = "LOCKED", .prepare = detach_wallet},
    {.kind = "escrow", .to = "RETIRED", .prepare = detach_wallet},

    {.kind = "transaction",
     .to = "CONFIRMED",
     .pick = R"(r.type = 'REFUND')",
     .prepare = R"(
       UPDATE transactions SET "txHash" = NULL, "confirmedAt" = NULL, "errorMessage" = 'timeout' WHERE id = :key;
       UPDATE deals d SET "escrowStatus" = 'HELD' FROM transactions x WHERE x.id = :key AND d.id = x."dealId";
       UPDATE escrow_wallets w SET status = 'ACTIVE' FROM transactions x WHERE x.id = :key AND w.id = x."walletId")",
     .given = {{"txHash", "'hash of ' || :key"}},
     .after = R"(r."txHash" = 'hash of ' || r.id AND r."confirmedAt" IS NOT NULL AND r."errorMessage" IS NULL
                 AND EXISTS (SELECT FROM deals d WHERE d.id = r."dealId" AND d."escrowStatus" = 'REFUNDED')
                 AND EXISTS (SELECT FROM escrow_wallets w WHERE w.id = r."walletId" AND w.status = 'RETIRED'))"},
    {.kind = "transaction",
     .to = "FAILED",
     .given = {{"errorMessage", "'exit code 35'"}},
     .after = R"(r."errorMessage" = 'exit code 35' AND r."retryCount" = 1)"},
    {.kind = "transaction",
     .to = "CANCELLED",
     .pick = R"(r.type = 'RELEASE')",
     .after = R"(r."idempotencyKey" = 'release-' || r."dealId" || '-failed-1')"},

    {.kind = "dispute",
     .to = "RESOLVED",
     .given = {{"outcome", "'FULL_REFUND'"}, {"resolvedBy", a_user}, {"resolution", "'Seen'"}},
     .after = R"(r.outcome = 'FULL_REFUND' AND r."resolvedAt" = r."updatedAt" AND r."resolvedBy" IS NOT NULL
                 AND r.resolution = 'Seen')"},

    {.kind = "creative",
     .to = "SUBMITTED",
     .from = {"REVISION_REQUESTED"},
     .prepare =
         R"(UPDATE deals SET status = 'CREATIVE_SUBMITTED' WHERE id = (SELECT "dealId" FROM creatives WHERE id = :key))",
     .given = {{"text", "'A better text'"}},
     .after = R"(r.text = 'A better text' AND r."submittedAt" = r."updatedAt" AND r.feedback IS NULL
                 AND jsonb_array_length(r."previousVersions") = r.version - 1
                 AND (r."previousVersions" -> -1 ->> 'version')::int = r.version - 1
                 AND r."previousVersions" -> -1 ->> 'text' <> r.text)"},
    {.kind = "creative",
     .to = "SUBMITTED",
     .prepare =
         R"(UPDATE deals SET status = 'CREATIVE_SUBMITTED' WHERE id = (SELECT "dealId" FROM creatives WHERE id = :key))",
     .after = R"(r."submittedAt" = r."updatedAt")"},
    {.kind = "creative",
     .to = "REVISION_REQUESTED",
     .prepare =
         R"(UPDATE deals SET status = 'CREATIVE_REVISION' WHERE id = (SELECT "dealId" FROM creatives WHERE id = :key))",
     .given = {{"feedback", "'Shorter'"}},
     .after = R"(r.feedback = 'Shorter')"},
    {.kind = "creative",
     .to = "APPROVED",
     .prepare =
         R"(UPDATE deals SET status = 'CREATIVE_APPROVED' WHERE id = (SELECT "dealId" FROM creatives WHERE id = :key))",
     .after = R"(r."approvedAt" = r."updatedAt")"},
    {.kind = "creative",
     .to = "POSTED",
     .prepare =
         R"(UPDATE deals SET "postedMessageId" = 1 WHERE id = (SELECT "dealId" FROM creatives WHERE id = :key))"},

    {.kind = "listing",
     .to = "ACTIVE",
     .prepare =
         R"(UPDATE channels SET status = 'ACTIVE' WHERE id = (SELECT "channelId" FROM listings WHERE id = :key);
                   UPDATE listings SET "expiresAt" = '2026-01-01' WHERE id = :key)",
     .given = {{"expiresAt", "'2031-01-01T00:00:00Z'"}},
     .after = R"(r."expiresAt" = '2031-01-01')"},

    {.kind = "brief",
     .to = "FULFILLED",
     .pick = R"(EXISTS (SELECT FROM brief_applications a JOIN deals d ON d."applicationId" = a.id
                        WHERE a."briefId" = r.id AND d.status = 'COMPLETED'))",
     .prepare = R"(UPDATE briefs SET status = 'ACTIVE', "channelsLimit" = 1 WHERE id = :key)"},
    {.kind = "brief",
     .to = "EXPIRED",
     .prepare = R"(UPDATE briefs SET "desiredEndDate" = '2026-01-01' WHERE id = :key)"},

    {.kind = "application",
     .to = "ACCEPTED",
     .pick = R"(NOT EXISTS (SELECT FROM deals d WHERE d."applicationId" = r.id)
                AND r."applicantId" <> (SELECT b."advertiserId" FROM briefs b WHERE b.id = r."briefId"))",
     .prepare =
         R"(UPDATE briefs SET status = 'ACTIVE' WHERE id = (SELECT "briefId" FROM brief_applications WHERE id = :key))",
     .after = R"(EXISTS (SELECT FROM deals d JOIN briefs b ON b.id = d."briefId"
                         WHERE d."applicationId" = r.id AND d."briefId" = r."briefId" AND d.origin = 'BRIEF'
                           AND d.status = 'CREATED' AND d."statusHistory" = '[]' AND d."escrowStatus" = 'NONE'
                           AND d."advertiserId" = b."advertiserId" AND d."channelOwnerId" = r."applicantId"
                           AND d."channelId" = r."channelId" AND d."adFormatId" = r."selectedAdFormatIds"[1]
                           AND d."agreedPrice"::numeric = r."proposedPrice"::numeric * 1000000000
                           AND d."platformFeeBps" = 500 AND d."platformFeeAmount" IS NULL))"},
    {.kind = "application",
     .to = "REJECTED",
     .given = {{"rejectionReason", "'Over budget'"}},
     .after = R"(r."rejectionReason" = 'Over budget')"},

    {.kind = "proposal",
     .to = "ACCEPTED",
     .prepare = R"(
       UPDATE deals d SET status = 'AWAITING_POSTING_PLAN' FROM deal_posting_plan_proposals p
         WHERE p.id = :key AND d.id = p."dealId";
       UPDATE deal_posting_plan_proposals q SET status = 'PENDING' FROM deal_posting_plan_proposals p
         WHERE p.id = :key AND q."dealId" = p."dealId" AND q.id <> p.id)",
     .after = R"(r."respondedAt" = r."updatedAt" AND NOT EXISTS (
                   SELECT FROM deal_posting_plan_proposals q
                   WHERE q."dealId" = r."dealId" AND q.id <> r.id AND q.status <> 'COUNTERED'))"},
    {.kind = "proposal", .to = "REJECTED", .after = R"(r."respondedAt" = r."updatedAt")"},
    {.kind = "proposal",
     .to = "COUNTERED",
     .given = {{"counterScheduledAt", "'2030-01-01T12:00:00Z'"}, {"counterGuaranteeTermHours", "'12'"}},
     .after = R"(r."respondedAt" = r."updatedAt" AND EXISTS (
                   SELECT FROM deal_posting_plan_proposals q
                   WHERE q."dealId" = r."dealId" AND q.status = 'PENDING' AND q."proposedBy" <> r."proposedBy"
                     AND q."scheduledAt" = '2030-01-01 12:00' AND q."guaranteeTermHours" = 12))"},

    {.kind = "chat",
     .to = "ACTIVE",
     .prepare = R"(
       UPDATE deals d SET status = 'TERMS_AGREED' FROM deal_chat_bridges b WHERE b.id = :key AND d.id = b."dealId";
       UPDATE deal_chat_bridges SET "advertiserThreadId" = 7, "publisherThreadId" = NULL, "publisherOpenedAt" = NULL,
         "closedAt" = NULL WHERE id = :key)",
     .given = {{"publisherThreadId", "'8'"}},
     .after =
         R"(r."advertiserThreadId" = 7 AND r."publisherThreadId" = 8 AND r."publisherOpenedAt" = r."updatedAt")"},
    {.kind = "chat",
     .to = "CLOSED",
     .given = {{"closedByUserId",
                R"((SELECT d."advertiserId" FROM deals d JOIN deal_chat_bridges b ON b."dealId" = d.id
                                      WHERE b.id = :key))"}},
     .after = R"(r."closedAt" = r."updatedAt" AND r."closedByUserId" IS NOT NULL)"},

    {.kind = "channel",
     .to = "ACTIVE",
     .prepare =
         R"(UPDATE channels SET "botIsAdmin" = false, "isVerified" = false, "statusReason" = 'x' WHERE id = :key)",
     .given = {{"botIsAdmin", "'true'"}},
     .after =
         R"(r."botIsAdmin" AND r."isVerified" AND r."verifiedAt" IS NOT NULL AND r."statusReason" IS NULL)"},
    {.kind = "channel",
     .to = "PAUSED",
     .pick = R"(EXISTS (SELECT FROM listings l WHERE l."channelId" = r.id AND l.status = 'ACTIVE'))",
     .given = {{"statusReason", "'on holiday'"}},
     .after = R"(r."statusReason" = 'on holiday' AND NOT EXISTS (
                   SELECT FROM listings l WHERE l."channelId" = r.id AND l.status = 'ACTIVE'))"},
    {.kind = "channel",
     .to = "SUSPENDED",
     .pick = R"(EXISTS (SELECT FROM listings l WHERE l."channelId" = r.id AND l.status = 'ACTIVE'))",
     .after = R"(NOT r."botIsAdmin" AND NOT r."isVerified" AND NOT EXISTS (
                   SELECT FROM listings l WHERE l."channelId" = r.id AND l.status = 'ACTIVE'))"},
    {.kind = "channel",
     .to = "REMOVED",
     .pick = R"(EXISTS (SELECT FROM listings l WHERE l."channelId" = r.id))",
     .prepare = R"(UPDATE deals SET status = 'COMPLETED' WHERE "channelId" = :key;
                   UPDATE channels SET status = 'REMOVED' WHERE id <> :key
                     AND "ownerId" = (SELECT c."ownerId" FROM channels c WHERE c.id = :key))",
     .after = R"(r."deletedAt" = r."updatedAt"
                 AND NOT EXISTS (SELECT FROM listings l WHERE l."channelId" = r.id AND l.status <> 'REMOVED')
                 AND NOT (SELECT u."isChannelOwner" FROM users u WHERE u.id = r."ownerId"))"},
};

const std::vector<BrokenGuard> guards{
    {"deal", "price_in_nano", "AWAITING_PAYMENT", "FUNDED",
     R"(UPDATE deals SET "agreedPrice" = '12.5' WHERE id = :key)"},
    {"deal", "deposit_seen", "AWAITING_PAYMENT", "FUNDED",
     R"(UPDATE escrow_wallets SET "cachedBalance" = '0')"},
    {"deal", "fee_rate_allowed", "TERMS_AGREED", "AWAITING_PAYMENT",
     R"(UPDATE deals SET "platformFeeBps" = 2001 WHERE id = :key)"},
    {"deal", "paid_in_ton", "TERMS_AGREED", "AWAITING_PAYMENT",
     "UPDATE deals SET currency = 'USD' WHERE id = :key"},
    {"deal", "funding_recorded", "FUNDED", "CANCELLED",
     R"(UPDATE deals SET "escrowStatus" = 'PENDING', "escrowAmount" = NULL WHERE id = :key)"},
    {"deal", "creative_exists", "AWAITING_CREATIVE", "CREATIVE_SUBMITTED",
     R"(DELETE FROM creatives WHERE "dealId" = :key)"},
    {"deal", "creative_under_review", "CREATIVE_SUBMITTED", "CREATIVE_REVISION",
     R"(UPDATE creatives SET status = 'APPROVED' WHERE "dealId" = :key)"},
    {"deal", "creative_reviewed", "CREATIVE_SUBMITTED", "CREATIVE_APPROVED",
     R"(UPDATE creatives SET status = 'REVISION_REQUESTED' WHERE "dealId" = :key)"},
    {"deal", "creative_approved", "SCHEDULED", "POSTING",
     R"(UPDATE creatives SET "approvedAt" = NULL WHERE "dealId" = :key)"},
    {"deal",
     "plan_is_known",
     "AWAITING_POSTING_PLAN",
     "POSTING_PLAN_AGREED",
     R"(UPDATE deal_posting_plan_proposals SET status = 'REJECTED' WHERE "dealId" = :key)",
     {{"scheduledTime", "'2030-01-01'"}}},
    {"deal",
     "one_plan",
     "AWAITING_POSTING_PLAN",
     "POSTING_PLAN_AGREED",
     R"(INSERT INTO deal_posting_plan_proposals (id, "dealId", "proposedBy", method, "scheduledAt", status, "createdAt",
          "updatedAt") SELECT 'cplan' || n, :key, 'PUBLISHER', 'AUTO', '2030-01-01',
          (ARRAY['ACCEPTED', 'PENDING']::"PostingPlanProposalStatus"[])[n], timestamp '2031-01-01' + n * interval '1 h', now()
        FROM generate_series(1, 2) AS n)",
     {{"postingGuaranteeTermHours", "'24'"}}},
    {"deal", "plan_agreed", "SCHEDULED", "POSTING",
     R"(UPDATE deals SET "postingGuaranteeTermHours" = NULL WHERE id = :key)"},
    {"deal", "channel_can_publish", "POSTING_PLAN_AGREED", "SCHEDULED",
     R"(UPDATE channels SET "botIsAdmin" = false)"},
    {"deal", "not_published_yet", "POSTING", "CANCELLED",
     R"(UPDATE deals SET "postedMessageId" = 1 WHERE id = :key)"},
    {"deal",
     "posted_in_the_past",
     "POSTING",
     "POSTED",
     "",
     {{"postedMessageId", "'1'"}, {"postedAt", "'2099-01-01'"}}},
    {"deal", "post_on_record", "POSTED", "VERIFIED",
     R"(UPDATE deals SET "postedMessageId" = NULL WHERE id = :key)"},
    {"deal", "post_still_there", "POSTED", "VERIFIED",
     R"(UPDATE deals SET "deletedAt" = now() WHERE id = :key)"},
    {"deal", "window_passed", "POSTED", "VERIFIED", R"(UPDATE deals SET "postedAt" = now() WHERE id = :key)"},
    {"deal", "verified_on_record", "VERIFIED", "COMPLETED",
     R"(UPDATE deals SET "verifiedAt" = NULL WHERE id = :key)"},
    {"deal", "money_held", "VERIFIED", "COMPLETED",
     R"(UPDATE deals SET "escrowStatus" = 'PENDING' WHERE id = :key)"},
    {"deal", "shares_recorded", "VERIFIED", "COMPLETED",
     R"(UPDATE deals SET "publisherAmount" = '1' WHERE id = :key)"},
    {"deal", "not_refunded", "VERIFIED", "COMPLETED",
     R"(INSERT INTO transactions (id, "dealId", type, status, amount, "idempotencyKey")
        VALUES ('crefund', :key, 'REFUND', 'CONFIRMED', '1', 'refund-' || :key))"},
    {"deal", "release_is_whole", "VERIFIED", "COMPLETED", "", {{"releaseTxHash", "'release'"}}},
    {"deal",
     "transactions_are_new",
     "VERIFIED",
     "COMPLETED",
     "",
     {{"releaseTxHash", "'same'"}, {"feeTxHash", "'same'"}}},
    {"deal",
     "transactions_are_new",
     "VERIFIED",
     "COMPLETED",
     R"(UPDATE transactions SET "txHash" = 'another' WHERE "dealId" = :key AND type = 'DEPOSIT')",
     {{"releaseTxHash", "'another'"}, {"feeTxHash", "'fee'"}}},
    // A confirmed refund is what makes a deal REFUNDED; hope is not.
    {"deal", "refund_confirmed", "CANCELLED", "REFUNDED", "", {}, true},
    {"deal", "not_paid_out", "POSTED", "REFUNDED",
     R"(INSERT INTO transactions (id, "dealId", type, status, amount, "idempotencyKey")
        VALUES ('crelease', :key, 'RELEASE', 'CONFIRMED', '1', 'release-' || :key))"},
    {"deal", "idle_for_a_week", "CREATED", "EXPIRED",
     R"(UPDATE deals SET "updatedAt" = now(), "statusHistory" = jsonb_build_array(jsonb_build_object('status', 'CREATED',
          'actor', 'SYSTEM', 'timestamp', to_char(now() AT TIME ZONE 'UTC' - interval '167 h', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')))
        WHERE id = :key)"},
    {"deal", "dispute_exists", "DISPUTED", "RESOLVED", R"(DELETE FROM disputes WHERE "dealId" = :key)"},
    {"deal", "decided_as_refund", "DISPUTED", "REFUNDED",
     R"(UPDATE disputes SET status = 'RESOLVED', outcome = 'FULL_RELEASE', "resolvedAt" = now() WHERE "dealId" = :key)"},
    {"deal", "outcome_known", "DISPUTED", "RESOLVED", "", {{"resolvedBy", a_user}}},
    {"deal",
     "outcome_known",
     "DISPUTED",
     "RESOLVED",
     R"(UPDATE disputes SET status = 'RESOLVED', outcome = 'FULL_RELEASE', "resolvedAt" = now() WHERE "dealId" = :key)",
     {{"outcome", "'CANCELLED'"}}},
    {"deal",
     "not_full_refund",
     "DISPUTED",
     "RESOLVED",
     "",
     {{"outcome", "'FULL_REFUND'"}, {"resolvedBy", a_user}}},
    {"deal",
     "percent_fits",
     "DISPUTED",
     "RESOLVED",
     R"(UPDATE disputes SET "advertiserRefundPercent" = NULL WHERE "dealId" = :key)",
     {{"outcome", "'PARTIAL_RELEASE'"}, {"resolvedBy", a_user}}},
    {"deal", "resolver_known", "DISPUTED", "REFUNDED", "", {{"resolvedBy", "'cnobody'"}}},
    {"deal", "resolver_known", "DISPUTED", "RESOLVED", "", {{"outcome", "'FULL_RELEASE'"}}},
    {"deal",
     "evidence_fits_outcome",
     "DISPUTED",
     "RESOLVED",
     "",
     {{"outcome", "'FULL_RELEASE'"},
      {"resolvedBy", a_user},
      {"releaseTxHash", "'a'"},
      {"refundTxHash", "'b'"}}},

    {"escrow", "deal_does_without_it", "ACTIVE", "LOCKED",
     R"(UPDATE deals d SET "escrowWalletId" = w.id, status = 'SCHEDULED' FROM escrow_wallets w
        WHERE w.id = :key AND d.id = w."dealId")"},
    {"escrow", "money_is_out", "ACTIVE", "RETIRED",
     R"(UPDATE deals d SET "escrowWalletId" = w.id, status = 'CANCELLED', "escrowStatus" = 'HELD' FROM escrow_wallets w
        WHERE w.id = :key AND d.id = w."dealId")"},
    {"escrow", "only_active_one", "RETIRED", "ACTIVE",
     R"(INSERT INTO escrow_wallets (id, address, "dealId", "updatedAt")
        SELECT 'cwallet', 'EQother', "dealId", now() FROM escrow_wallets WHERE id = :key)"},
    {"transaction",
     "hash_is_new",
     "PENDING",
     "CONFIRMED",
     "UPDATE transactions SET \"txHash\" = 'taken' WHERE id = (SELECT min(id) FROM transactions WHERE id <> "
     ":key)",
     {{"txHash", "'taken'"}}},
    {"transaction", "money_is_there", "PENDING", "CONFIRMED",
     R"(DELETE FROM transactions x USING transactions own
        WHERE own.id = :key AND x."dealId" = own."dealId" AND x.type = 'DEPOSIT')"},
    {"transaction", "released_or_refunded", "PENDING", "CONFIRMED",
     R"(INSERT INTO transactions (id, "dealId", type, status, amount)
        SELECT 'crelease', "dealId", 'RELEASE', 'CONFIRMED', '1' FROM transactions WHERE id = :key)"},
    {"dispute",
     "percent_fits",
     "OPEN",
     "RESOLVED",
     R"(UPDATE disputes SET "advertiserRefundPercent" = NULL WHERE id = :key)",
     {{"outcome", "'PARTIAL_REFUND'"}, {"resolvedBy", a_user}}},
    {"dispute",
     "resolver_exists",
     "OPEN",
     "RESOLVED",
     "",
     {{"outcome", "'CANCELLED'"}, {"resolvedBy", "'cnobody'"}}},
    {"creative", "deal_waits_for_review", "DRAFT", "SUBMITTED",
     "UPDATE deals SET status = 'AWAITING_CREATIVE'"},
    {"creative", "deal_wants_changes", "SUBMITTED", "REVISION_REQUESTED",
     "UPDATE deals SET status = 'CREATIVE_SUBMITTED'"},
    {"creative", "deal_has_approval", "SUBMITTED", "APPROVED",
     "UPDATE deals SET status = 'CREATIVE_SUBMITTED'"},
    {"creative", "has_content", "DRAFT", "SUBMITTED",
     R"(UPDATE creatives SET text = '', "mediaUrls" = NULL WHERE id = :key)"},
    {"creative", "deal_is_posted", "APPROVED", "POSTED", R"(UPDATE deals SET "postedMessageId" = NULL)"},
    {"listing", "channel_is_active", "DRAFT", "ACTIVE", "UPDATE channels SET status = 'SUSPENDED'"},
    {"listing", "not_over", "EXPIRED", "ACTIVE", "", {{"expiresAt", "'2026-01-01'"}}},
    {"brief", "not_over", "PAUSED", "ACTIVE",
     R"(UPDATE briefs SET "expiresAt" = '2026-01-01' WHERE id = :key)"},
    {"brief", "time_is_over", "ACTIVE", "EXPIRED",
     R"(UPDATE briefs SET "desiredEndDate" = '2099-01-01', "expiresAt" = NULL WHERE id = :key)"},
    {"brief", "channels_are_found", "ACTIVE", "FULFILLED",
     R"(UPDATE briefs SET "channelsLimit" = 2 WHERE id = :key)"},
    {"application", "brief_is_active", "PENDING", "ACCEPTED", "UPDATE briefs SET status = 'PAUSED'"},
    {"application", "channel_is_theirs", "PENDING", "ACCEPTED",
     R"(UPDATE channels SET "ownerId" = (SELECT id FROM users WHERE username LIKE 'support%' LIMIT 1))"},
    {"application", "price_is_ton", "SHORTLISTED", "ACCEPTED",
     R"(UPDATE brief_applications SET "proposedPrice" = '12,5' WHERE id = :key)"},
    {"application", "format_is_known", "PENDING", "ACCEPTED",
     R"(UPDATE brief_applications SET "selectedAdFormatIds" = '{cnoformat}' WHERE id = :key)"},
    {"proposal", "deal_waits_for_plan", "PENDING", "ACCEPTED", "UPDATE deals SET status = 'SCHEDULED'"},
    {"proposal", "only_accepted_one", "PENDING", "ACCEPTED",
     R"(INSERT INTO deal_posting_plan_proposals (id, "dealId", "proposedBy", method, "scheduledAt", status, "updatedAt")
        SELECT 'cplan', "dealId", 'PUBLISHER', 'AUTO', now(), 'ACCEPTED', now() FROM deal_posting_plan_proposals
        WHERE id = :key)"},
    {"proposal", "posted_by_bot", "PENDING", "ACCEPTED",
     "UPDATE deal_posting_plan_proposals SET method = 'MANUAL' WHERE id = :key"},
    {"proposal", "term_allowed", "PENDING", "ACCEPTED",
     R"(UPDATE deal_posting_plan_proposals SET "guaranteeTermHours" = 721 WHERE id = :key)"},
    {"chat", "both_topics_open", "PENDING_OPEN", "ACTIVE",
     R"(UPDATE deal_chat_bridges SET "advertiserThreadId" = NULL WHERE id = :key)"},
    {"chat", "deal_goes_on", "PENDING_OPEN", "ACTIVE", "UPDATE deals SET status = 'CANCELLED'"},
    {"chat", "closed_by_party", "ACTIVE", "CLOSED", "", {{"closedByUserId", a_user}}},
    {"channel", "bot_can_post", "SUSPENDED", "ACTIVE", "", {{"botIsAdmin", "'false'"}}},
    {"channel", "no_open_deals", "ACTIVE", "REMOVED",
     R"(UPDATE deals SET status = 'DISPUTED' WHERE id = (SELECT min(id) FROM deals WHERE "channelId" = :key))"},
};

}  // namespace

std::span<const ArrangedMove> arranged_moves(std::string_view platform) {
  return platform == "admarket" ? std::span{moves} : std::span<const ArrangedMove>{};
}

std::span<const BrokenGuard> broken_guards(std::string_view platform) {
  return platform == "admarket" ? std::span{guards} : std::span<const BrokenGuard>{};
}

ArrangedMove arranged(std::string_view platform, std::string_view kind, std::string_view from,
                      std::string_view to) {
  for (const auto& move : arranged_moves(platform)) {
    const bool fits = move.from.empty() || std::ranges::find(move.from, from) != move.from.end();
    if (move.kind == kind && move.to == to && fits) return move;
  }
  return {.kind = kind, .to = to};
}

}  // namespace admctl::test
