#include "tests/integration/seed/admarket_invariants.hpp"

namespace admctl::test {
namespace {

constexpr Invariant invariants[] = {
    {"A01", R"(SELECT id FROM deals WHERE "platformFeeAmount"::numeric + "publisherAmount"::numeric
                <> "agreedPrice"::numeric)"},
    {"A02", R"(SELECT id FROM deals WHERE "platformFeeAmount"::numeric
                <> floor("agreedPrice"::numeric * "platformFeeBps" / 10000) OR "platformFeeBps" NOT BETWEEN 0 AND 2000)"},
    {"A03", R"(SELECT id FROM deals WHERE "agreedPrice" !~ '^[0-9]+$' OR "agreedPrice"::numeric = 0
                OR "escrowAmount" !~ '^[0-9]+$' OR "platformFeeAmount" !~ '^[0-9]+$' OR "publisherAmount" !~ '^[0-9]+$'
               UNION ALL SELECT id FROM transactions WHERE amount !~ '^[0-9]+$')"},
    {"A04", R"(SELECT id FROM deals WHERE (status::text IN (SELECT s FROM in_set) OR status = 'COMPLETED')
                AND ("platformFeeAmount" IS NULL OR "publisherAmount" IS NULL))"},
    {"A05", R"(SELECT id FROM deals WHERE status::text IN (SELECT s FROM in_set)
                AND ("escrowStatus" <> 'HELD' OR "escrowWalletId" IS NULL OR "escrowAmount" IS NULL))"},
    {"A06", R"(SELECT d.id FROM deals d WHERE (d.status::text IN (SELECT s FROM in_set)
                OR d.status IN ('COMPLETED', 'DISPUTED') OR d."escrowStatus" NOT IN ('NONE', 'PENDING'))
                AND 1 <> (SELECT count(*) FROM transactions t WHERE t."dealId" = d.id AND t.type = 'DEPOSIT'
                          AND t.status = 'CONFIRMED' AND t.amount = d."escrowAmount"))"},
    {"A07", R"(SELECT d.id FROM deals d WHERE d."escrowStatus" = 'RELEASED' AND d.status <> 'COMPLETED'
                AND NOT (d.status = 'RESOLVED' AND EXISTS (SELECT FROM disputes x WHERE x."dealId" = d.id
                         AND x.status = 'RESOLVED' AND x.outcome = 'FULL_RELEASE')))"},
    {"A08", R"(SELECT id FROM deals WHERE status = 'COMPLETED' AND "escrowStatus" <> 'RELEASED'
                AND "completedAt" < $1::timestamp - interval '15 min')"},
    {"A09", R"(SELECT id FROM deals WHERE status IN ('CANCELLED', 'EXPIRED', 'REFUNDED')
                AND "escrowStatus" IN ('HELD', 'RELEASING', 'REFUNDING')
                AND ("statusHistory" -> -1 ->> 'timestamp')::timestamp < $1::timestamp - interval '15 min')"},
    {"A10",
     R"(SELECT d.id FROM deals d WHERE d."escrowStatus" = 'RELEASED' AND 2 <> (SELECT count(*) FROM transactions t
                WHERE t."idempotencyKey" IN ('release-' || d.id, 'fee-' || d.id) AND t.status = 'CONFIRMED')
               UNION ALL SELECT d.id FROM deals d WHERE d."escrowStatus" = 'REFUNDED' AND NOT EXISTS (SELECT
                FROM transactions t WHERE t."idempotencyKey" = 'refund-' || d.id AND t.status = 'CONFIRMED'))"},
    {"A11", R"(SELECT "dealId" FROM transactions WHERE status = 'CONFIRMED' GROUP BY "dealId"
               HAVING sum(amount::numeric) FILTER (WHERE type IN ('RELEASE', 'PLATFORM_FEE', 'REFUND', 'PARTIAL_RELEASE',
                          'PARTIAL_REFUND') AND "idempotencyKey" NOT LIKE 'refund-stale-%')
                    > coalesce(sum(amount::numeric) FILTER (WHERE type = 'DEPOSIT'), 0)
                   OR bool_or(type = 'RELEASE') AND bool_or(type = 'REFUND'))"},
    {"A12", R"(SELECT id FROM deals WHERE CASE WHEN "statusHistory" = '[]' THEN status <> 'CREATED'
                ELSE "statusHistory" -> -1 ->> 'status' <> status::text END)"},
    {"A13", R"(SELECT h.id FROM (SELECT d.id, e.n, e.v ->> 'status' AS s,
                  lag(e.v ->> 'status') OVER w AS p, (e.v ->> 'timestamp')::timestamp AS t,
                  lag((e.v ->> 'timestamp')::timestamp) OVER w AS pt
                FROM deals d, jsonb_array_elements(d."statusHistory") WITH ORDINALITY AS e (v, n)
                WINDOW w AS (PARTITION BY d.id ORDER BY e.n)) AS h
               WHERE h.t < h.pt OR NOT (h.n = 1 AND h.s = 'CREATED') AND NOT EXISTS (SELECT FROM edges g
                 WHERE g.source = coalesce(h.p, 'CREATED') AND g.target = h.s))"},
    {"A14", R"(SELECT e."dealId" FROM (SELECT e.*, lag("toStatus") OVER w AS before, lead(id) OVER w AS next
                 FROM deal_events e WHERE "toStatus" IS NOT NULL
                 WINDOW w AS (PARTITION BY "dealId" ORDER BY "createdAt", id)) AS e JOIN deals d ON d.id = e."dealId"
               WHERE e.type <> 'DEAL_CREATED' AND e.type <> 'STATUS_' || e."toStatus"
                  OR e.next IS NULL AND e."toStatus" <> d.status OR e."fromStatus" <> e.before
                  OR e.before IS NULL AND e.type <> 'DEAL_CREATED' AND e."fromStatus" <> 'CREATED'
                  OR e."actorType" = 'SYSTEM' AND e."actorId" IS NOT NULL
               UNION ALL SELECT d.id FROM deals d WHERE d.status <> 'CREATED'
                AND NOT EXISTS (SELECT FROM deal_events e WHERE e."dealId" = d.id))"},
    {"A15", R"(SELECT d.id FROM deals d JOIN limits l ON l.state = d.status::text
               WHERE coalesce((SELECT max((v ->> 'timestamp')::timestamp) FROM jsonb_array_elements(d."statusHistory") AS v
                               WHERE v ->> 'status' = d.status::text), d."updatedAt")
                     + make_interval(hours => CASE WHEN d.status = 'POSTED'
                         THEN greatest(72, coalesce(d."postingGuaranteeTermHours", d."durationHours")) ELSE l.hours END)
                     < $1::timestamp)"},
    {"A16", R"(SELECT id FROM deals WHERE status IN ('POSTED', 'VERIFIED', 'COMPLETED')
                AND ("postedMessageId" IS NULL OR "postedAt" IS NULL)
                OR status IN ('VERIFIED', 'COMPLETED') AND "verifiedAt" IS NULL
                OR status = 'COMPLETED' AND "completedAt" IS NULL
                OR "postedAt" > "verifiedAt" OR "verifiedAt" > "completedAt")"},
    {"A17",
     R"(SELECT d.id FROM deals d WHERE d.status IN ('POSTING_PLAN_AGREED', 'SCHEDULED', 'POSTING', 'POSTED',
                  'VERIFIED', 'COMPLETED')
                AND (d."postingMethod" IS NULL OR d."scheduledTime" IS NULL OR d."postingPlanAgreedAt" IS NULL
                  OR d."postingGuaranteeTermHours" IS NULL
                  OR 1 <> (SELECT count(*) FROM deal_posting_plan_proposals p WHERE p."dealId" = d.id
                           AND p.status = 'ACCEPTED')
                  OR EXISTS (SELECT FROM deal_posting_plan_proposals p WHERE p."dealId" = d.id AND p.status = 'PENDING')))"},
    {"A18", R"(SELECT d.id FROM deals d LEFT JOIN creatives c ON c."dealId" = d.id
               WHERE d.status = 'CREATIVE_SUBMITTED' AND c.status IS DISTINCT FROM 'SUBMITTED'
                  OR d.status = 'CREATIVE_REVISION' AND c.status IS DISTINCT FROM 'REVISION_REQUESTED'
                  OR d.status IN ('CREATIVE_APPROVED', 'AWAITING_POSTING_PLAN', 'POSTING_PLAN_AGREED',
                       'AWAITING_MANUAL_POST', 'SCHEDULED', 'POSTING', 'POSTED', 'VERIFIED', 'COMPLETED')
                     AND (c.id IS NULL OR c.status NOT IN ('APPROVED', 'POSTED') OR c."approvedAt" IS NULL)
                  OR jsonb_array_length(c."previousVersions") <> c.version - 1)"},
    {"A19",
     R"(SELECT d.id FROM deals d JOIN ad_formats f ON f.id = d."adFormatId" JOIN channels c ON c.id = d."channelId"
                LEFT JOIN listings l ON l.id = d."listingId" LEFT JOIN briefs b ON b.id = d."briefId"
                LEFT JOIN brief_applications a ON a.id = d."applicationId"
               WHERE d."advertiserId" = d."channelOwnerId" OR c."ownerId" <> d."channelOwnerId"
                  OR f."channelId" <> d."channelId" OR l."channelId" <> d."channelId"
                  OR b."advertiserId" <> d."advertiserId" OR a."briefId" IS DISTINCT FROM d."briefId"
                  OR a."channelId" <> d."channelId" OR a."applicantId" <> d."channelOwnerId"
                  OR d.origin = 'BRIEF' AND d."applicationId" IS NULL
                  OR d.origin = 'LISTING' AND d."listingId" IS NULL)"},
    {"A20", R"(SELECT d.id FROM deals d JOIN escrow_wallets w ON w.id = d."escrowWalletId"
               WHERE w."dealId" IS DISTINCT FROM d.id OR w.type <> 'DEAL'
                  OR w.status IN ('LOCKED', 'RETIRED')
                     AND (d.status = 'AWAITING_PAYMENT' OR d.status::text IN (SELECT s FROM in_set))
               UNION ALL SELECT "dealId" FROM escrow_wallets WHERE status = 'ACTIVE' AND type = 'DEAL'
                GROUP BY "dealId" HAVING count(*) > 1)"},
    {"A21", R"(SELECT b.id FROM deal_chat_bridges b JOIN deals d ON d.id = b."dealId"
               WHERE d.status IN ('COMPLETED', 'CANCELLED', 'EXPIRED', 'REFUNDED', 'RESOLVED')
                     AND (b.status <> 'CLOSED' OR b."closedAt" IS NULL)
                  OR b.status = 'ACTIVE' AND (b."advertiserThreadId" IS NULL OR b."publisherThreadId" IS NULL))"},
    {"A22", R"(SELECT d.id FROM deals d WHERE (d.status = 'DISPUTED') <> EXISTS (SELECT FROM disputes x
                WHERE x."dealId" = d.id AND x.status <> 'RESOLVED')
               UNION ALL SELECT id FROM disputes WHERE status = 'RESOLVED'
                AND ("resolvedAt" IS NULL OR outcome IS NULL OR "resolvedBy" IS NULL)
                OR "advertiserRefundPercent" NOT BETWEEN 0 AND 100
                OR outcome IN ('PARTIAL_REFUND', 'PARTIAL_RELEASE') AND "advertiserRefundPercent" IS NULL)"},
    {"A23", R"(SELECT 'application channel' FROM brief_applications a WHERE NOT EXISTS (SELECT FROM channels c
                WHERE c.id = a."channelId")
               UNION ALL SELECT 'applicant' FROM brief_applications a WHERE NOT EXISTS (SELECT FROM users u
                WHERE u.id = a."applicantId")
               UNION ALL SELECT 'inviter' FROM channel_members m WHERE m."invitedBy" IS NOT NULL
                AND NOT EXISTS (SELECT FROM users u WHERE u.id = m."invitedBy")
               UNION ALL SELECT 'actor' FROM deal_events e WHERE e."actorId" IS NOT NULL
                AND NOT EXISTS (SELECT FROM users u WHERE u.id = e."actorId")
               UNION ALL SELECT 'creative' FROM deals d WHERE d."creativeId" IS NOT NULL
               UNION ALL SELECT 'initiator' FROM disputes x WHERE NOT EXISTS (SELECT FROM users u
                WHERE u.id = x."initiatorId")
               UNION ALL SELECT 'resolver' FROM disputes x WHERE x."resolvedBy" IS NOT NULL
                AND NOT EXISTS (SELECT FROM users u WHERE u.id = x."resolvedBy")
               UNION ALL SELECT 'wallet deal' FROM escrow_wallets w WHERE NOT EXISTS (SELECT FROM deals d
                WHERE d.id = w."dealId")
               UNION ALL SELECT 'transaction deal' FROM transactions t WHERE NOT EXISTS (SELECT FROM deals d
                WHERE d.id = t."dealId"))"},
    {"A24", R"(SELECT c.id FROM channels c LEFT JOIN channel_stats s ON s.id = c."currentStatsId"
               WHERE s."channelId" <> c.id OR c.status = 'ACTIVE' AND NOT c."botIsAdmin"
                  OR (c.status = 'REMOVED') <> (c."deletedAt" IS NOT NULL)
               UNION ALL SELECT l.id FROM listings l JOIN channels c ON c.id = l."channelId"
                WHERE l.status = 'ACTIVE' AND c.status <> 'ACTIVE')"},
    {"A25", R"(SELECT c.slug FROM channel_categories c JOIN channel_categories p ON p.id = c."parentId"
                WHERE p."parentId" IS NOT NULL
               UNION ALL SELECT s FROM briefs b, unnest(b."targetCategories") AS s
                WHERE NOT EXISTS (SELECT FROM channel_categories c WHERE c.slug = s))"},
    // Not among the numbered rules, but no less true of a believable database.
    {"order",
     R"(SELECT d.id FROM deals d JOIN users a ON a.id = d."advertiserId" JOIN channels c ON c.id = d."channelId"
                  LEFT JOIN briefs b ON b.id = d."briefId" LEFT JOIN brief_applications p ON p.id = d."applicationId"
                WHERE d."createdAt" < a."createdAt" OR d."createdAt" < c."createdAt" OR d."createdAt" > d."updatedAt"
                   OR b."createdAt" > p."createdAt" OR p."createdAt" > d."createdAt")"},
    {"future", R"(SELECT 'deal' FROM deals WHERE "updatedAt" > $1::timestamp
                  UNION ALL SELECT 'event' FROM deal_events WHERE "createdAt" > $1::timestamp
                  UNION ALL SELECT 'transaction' FROM transactions WHERE greatest("createdAt", "confirmedAt") > $1::timestamp
                  UNION ALL SELECT 'review' FROM reviews WHERE "createdAt" > $1::timestamp
                  UNION ALL SELECT 'notification' FROM notifications WHERE greatest("createdAt", "readAt") > $1::timestamp
                  UNION ALL SELECT 'user' FROM users WHERE greatest("createdAt", "lastActiveAt", "updatedAt") > $1::timestamp
                  UNION ALL SELECT 'channel' FROM channels WHERE greatest("createdAt", "updatedAt") > $1::timestamp
                  UNION ALL SELECT 'stats' FROM channel_stats WHERE "fetchedAt" > $1::timestamp
                  UNION ALL SELECT 'member' FROM channel_members WHERE "createdAt" > $1::timestamp
                  UNION ALL SELECT 'format' FROM ad_formats WHERE "updatedAt" > $1::timestamp
                  UNION ALL SELECT 'listing' FROM listings WHERE "updatedAt" > $1::timestamp
                  UNION ALL SELECT 'brief' FROM briefs WHERE "updatedAt" > $1::timestamp
                  UNION ALL SELECT 'application' FROM brief_applications WHERE "updatedAt" > $1::timestamp
                  UNION ALL SELECT 'saved' FROM brief_saved_channels WHERE "createdAt" > $1::timestamp
                  UNION ALL SELECT 'wallet' FROM escrow_wallets WHERE greatest("updatedAt", "lastSyncedAt") > $1::timestamp
                  UNION ALL SELECT 'creative' FROM creatives WHERE "updatedAt" > $1::timestamp
                  UNION ALL SELECT 'proposal' FROM deal_posting_plan_proposals WHERE "updatedAt" > $1::timestamp
                  UNION ALL SELECT 'bridge' FROM deal_chat_bridges WHERE "updatedAt" > $1::timestamp
                  UNION ALL SELECT 'dispute' FROM disputes WHERE "updatedAt" > $1::timestamp
                  UNION ALL SELECT 'session' FROM user_telegram_sessions WHERE updated_at > $1::timestamp)"},
    {"plan",
     R"(SELECT id FROM deals WHERE status IN ('SCHEDULED', 'POSTING_PLAN_AGREED', 'AWAITING_MANUAL_POST')
                 AND "scheduledTime" < $1::timestamp
                UNION ALL SELECT d.id FROM deals d JOIN deal_posting_plan_proposals p ON p."dealId" = d.id
                 WHERE p.status = 'ACCEPTED' AND (p."scheduledAt" <> d."scheduledTime"
                    OR p."guaranteeTermHours" <> d."postingGuaranteeTermHours"
                    OR p."respondedAt" <> d."postingPlanAgreedAt" OR p."createdAt" > p."respondedAt"))"},
};

}  // namespace

std::span<const Invariant> admarket_invariants() { return invariants; }

}  // namespace admctl::test
