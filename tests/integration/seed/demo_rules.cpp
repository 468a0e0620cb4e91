#include "tests/integration/seed/demo_rules.hpp"

namespace admctl::test {
namespace {

constexpr DemoRule rules[] = {
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
    {"owner", R"(SELECT d.id FROM deals d JOIN channels c ON c.id = d."channelId"
                  LEFT JOIN brief_applications a ON a.id = d."applicationId"
                WHERE c."ownerId" <> d."channelOwnerId" OR a."applicantId" <> d."channelOwnerId")"},
    {"begin", R"(SELECT e."dealId" FROM deal_events e WHERE NOT EXISTS (SELECT FROM deal_events b
                  WHERE b."dealId" = e."dealId" AND (b."createdAt", b.id) < (e."createdAt", e.id))
                AND e.type <> 'DEAL_CREATED' AND e."fromStatus" <> 'CREATED')"},
};

}  // namespace

std::span<const DemoRule> demo_rules() { return rules; }

}  // namespace admctl::test
