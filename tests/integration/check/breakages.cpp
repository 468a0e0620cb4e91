#include "tests/integration/check/breakages.hpp"

namespace admctl::test {
namespace {

// Each changes as little as it can and returns the record that is then in violation.
constexpr Breakage all[] = {
    {"A01", "A01",
     R"(UPDATE deals SET "publisherAmount" = ("publisherAmount"::numeric + 1)::text
        WHERE id = (SELECT min(id) FROM deals WHERE status = 'COMPLETED') RETURNING 'deal/' || "dealNumber")"},
    {"A02", "A02",
     R"(UPDATE deals SET "platformFeeBps" = 400
        WHERE id = (SELECT min(id) FROM deals WHERE status = 'COMPLETED') RETURNING 'deal/' || "dealNumber")"},
    {"A02", "A02",
     R"(UPDATE deals SET "platformFeeBps" = 2001, "platformFeeAmount" = NULL, "publisherAmount" = NULL
        WHERE id = (SELECT min(id) FROM deals WHERE status = 'CREATED') RETURNING 'deal/' || "dealNumber")"},
    {"A03", "A03",
     R"(UPDATE deals SET "agreedPrice" = '12.5'
        WHERE id = (SELECT min(id) FROM deals WHERE status = 'CREATED') RETURNING 'deal/' || "dealNumber")"},
    {"A03", "A03",
     R"(UPDATE deals SET "agreedPrice" = '000', "platformFeeAmount" = '0', "publisherAmount" = '0'
        WHERE id = (SELECT min(id) FROM deals WHERE status = 'CREATED') RETURNING 'deal/' || "dealNumber")"},
    {"A03", "A03",
     R"(UPDATE transactions AS t SET amount = '1e9' FROM deals d WHERE d.id = t."dealId"
        AND t.id = (SELECT min(id) FROM transactions WHERE type = 'PLATFORM_FEE') RETURNING 'deal/' || d."dealNumber")"},
    {"A04", "A04",
     R"(UPDATE deals SET "platformFeeAmount" = NULL
        WHERE id = (SELECT min(id) FROM deals WHERE status = 'POSTED') RETURNING 'deal/' || "dealNumber")"},
    {"A05", "A05",
     R"(UPDATE deals SET "escrowStatus" = 'PENDING'
        WHERE id = (SELECT min(id) FROM deals WHERE status = 'FUNDED') RETURNING 'deal/' || "dealNumber")"},
    {"A06", "A06",
     R"(DELETE FROM transactions AS t USING deals d WHERE d.id = t."dealId" AND t.type = 'DEPOSIT'
        AND d.id = (SELECT min(id) FROM deals WHERE status = 'POSTED') RETURNING 'deal/' || d."dealNumber")"},
    {"A06", "A06",
     R"(INSERT INTO transactions (id, "dealId", type, status, amount)
        SELECT 'twice', id, 'DEPOSIT', 'CONFIRMED', "escrowAmount" FROM deals
        WHERE id = (SELECT min(id) FROM deals WHERE status = 'POSTED')
        RETURNING (SELECT 'deal/' || "dealNumber" FROM deals WHERE id = "dealId"))"},
    {"A07", "A05 A07 A10",
     R"(UPDATE deals SET "escrowStatus" = 'RELEASED'
        WHERE id = (SELECT min(id) FROM deals WHERE status = 'VERIFIED') RETURNING 'deal/' || "dealNumber")"},
    {"A08", "A08",
     R"(UPDATE deals SET "escrowStatus" = 'HELD'
        WHERE id = (SELECT min(id) FROM deals WHERE status = 'COMPLETED') RETURNING 'deal/' || "dealNumber")"},
    {"A09", "A09",
     R"(UPDATE deals SET "escrowStatus" = 'HELD'
        WHERE id = (SELECT min(id) FROM deals WHERE status = 'REFUNDED') RETURNING 'deal/' || "dealNumber")"},
    {"A10", "A10",
     R"(UPDATE transactions AS t SET status = 'FAILED' FROM deals d WHERE d.id = t."dealId"
        AND t.id = (SELECT min(id) FROM transactions WHERE type = 'PLATFORM_FEE') RETURNING 'deal/' || d."dealNumber")"},
    {"A10", "A10",
     R"(UPDATE transactions AS t SET status = 'PENDING' FROM deals d WHERE d.id = t."dealId"
        AND t.id = (SELECT min(id) FROM transactions WHERE type = 'REFUND') RETURNING 'deal/' || d."dealNumber")"},
    {"A11", "A11",
     R"(UPDATE transactions AS t SET amount = t.amount || '0' FROM deals d WHERE d.id = t."dealId"
        AND t.id = (SELECT min(id) FROM transactions WHERE type = 'RELEASE') RETURNING 'deal/' || d."dealNumber")"},
    {"A11", "A11",
     R"(INSERT INTO transactions (id, "dealId", type, status, amount)
        SELECT 'twice', "dealId", 'REFUND', 'CONFIRMED', '0' FROM transactions
        WHERE id = (SELECT min(id) FROM transactions WHERE type = 'RELEASE')
        RETURNING (SELECT 'deal/' || "dealNumber" FROM deals WHERE id = "dealId"))"},
    {"A12", "A12",
     R"(UPDATE deals SET "statusHistory" = "statusHistory" - -1
        WHERE id = (SELECT min(id) FROM deals WHERE status = 'COMPLETED') RETURNING 'deal/' || "dealNumber")"},
    {"A12", "A12",
     R"(UPDATE deals SET "statusHistory" = '[]'
        WHERE id = (SELECT min(id) FROM deals WHERE status = 'COMPLETED') RETURNING 'deal/' || "dealNumber")"},
    {"A13", "A13",
     R"(UPDATE deals SET "statusHistory" = "statusHistory" - -2
        WHERE id = (SELECT min(id) FROM deals WHERE status = 'COMPLETED') RETURNING 'deal/' || "dealNumber")"},
    {"A13", "A13",
     R"(UPDATE deals SET "statusHistory" = jsonb_set("statusHistory", '{-1,timestamp}', '"2020-01-01T00:00:00.000Z"')
        WHERE id = (SELECT min(id) FROM deals WHERE status = 'COMPLETED') RETURNING 'deal/' || "dealNumber")"},
    {"A14", "A14",
     R"(DELETE FROM deal_events AS e USING deals d WHERE d.id = e."dealId" AND e.type = 'STATUS_COMPLETED'
        AND d.id = (SELECT min(id) FROM deals WHERE status = 'COMPLETED') RETURNING 'deal/' || d."dealNumber")"},
    {"A14", "A14",
     R"(DELETE FROM deal_events AS e USING deals d WHERE d.id = e."dealId" AND e.type = 'STATUS_POSTED'
        AND d.id = (SELECT min(id) FROM deals WHERE status = 'COMPLETED') RETURNING 'deal/' || d."dealNumber")"},
    {"A14", "A14",
     R"(UPDATE deal_events AS e SET type = 'STATUS_POSTING' FROM deals d WHERE d.id = e."dealId"
        AND e.type = 'STATUS_POSTED'
        AND d.id = (SELECT min(id) FROM deals WHERE status = 'COMPLETED') RETURNING 'deal/' || d."dealNumber")"},
    {"A14", "A14",
     R"(UPDATE deal_events AS e SET "actorId" = d."advertiserId" FROM deals d WHERE d.id = e."dealId"
        AND e.type = 'STATUS_POSTED'
        AND d.id = (SELECT min(id) FROM deals WHERE status = 'COMPLETED') RETURNING 'deal/' || d."dealNumber")"},
    {"A15", "A15",
     R"(UPDATE deals SET "statusHistory" = '[{"status": "CREATED", "timestamp": "2020-01-01T00:00:00.000Z"}]'
        WHERE id = (SELECT min(id) FROM deals WHERE status = 'CREATED') RETURNING 'deal/' || "dealNumber")"},
    {"A15", "A15",
     R"(UPDATE deals SET "statusHistory" = '[]', "updatedAt" = '2020-01-01'
        WHERE id = (SELECT min(id) FROM deals WHERE status = 'CREATED') RETURNING 'deal/' || "dealNumber")"},
    {"A16", "A16",
     R"(UPDATE deals SET "verifiedAt" = NULL
        WHERE id = (SELECT min(id) FROM deals WHERE status = 'VERIFIED') RETURNING 'deal/' || "dealNumber")"},
    {"A16", "A16",
     R"(UPDATE deals SET "postedMessageId" = NULL
        WHERE id = (SELECT min(id) FROM deals WHERE status = 'POSTED') RETURNING 'deal/' || "dealNumber")"},
    {"A16", "A16",
     R"(UPDATE deals SET "completedAt" = "postedAt" - interval '1 second'
        WHERE id = (SELECT min(id) FROM deals WHERE status = 'COMPLETED') RETURNING 'deal/' || "dealNumber")"},
    {"A17", "A17",
     R"(UPDATE deal_posting_plan_proposals AS p SET status = 'REJECTED' FROM deals d WHERE d.id = p."dealId"
        AND p.status = 'ACCEPTED'
        AND d.id = (SELECT min(id) FROM deals WHERE status = 'SCHEDULED') RETURNING 'deal/' || d."dealNumber")"},
    {"A17", "A17",
     R"(INSERT INTO deal_posting_plan_proposals (id, "dealId", "proposedBy", method, "scheduledAt", "updatedAt")
        SELECT 'open', id, 'ADVERTISER', 'AUTO', now(), now() FROM deals
        WHERE id = (SELECT min(id) FROM deals WHERE status = 'SCHEDULED')
        RETURNING (SELECT 'deal/' || "dealNumber" FROM deals WHERE id = "dealId"))"},
    {"A18", "A18",
     R"(UPDATE creatives AS c SET status = 'DRAFT' FROM deals d WHERE d.id = c."dealId"
        AND d.id = (SELECT min(id) FROM deals WHERE status = 'CREATIVE_SUBMITTED') RETURNING 'deal/' || d."dealNumber")"},
    {"A18", "A18",
     R"(UPDATE creatives AS c SET "approvedAt" = NULL FROM deals d WHERE d.id = c."dealId"
        AND d.id = (SELECT min(id) FROM deals WHERE status = 'COMPLETED') RETURNING 'deal/' || d."dealNumber")"},
    {"A18", "A18",
     R"(UPDATE creatives AS c SET version = c.version + 1 FROM deals d WHERE d.id = c."dealId"
        AND d.id = (SELECT min(id) FROM deals WHERE status = 'COMPLETED') RETURNING 'deal/' || d."dealNumber")"},
    {"A19", "A19",
     R"(UPDATE deals SET "advertiserId" = "channelOwnerId"
        WHERE id = (SELECT min(id) FROM deals WHERE origin = 'LISTING') RETURNING 'deal/' || "dealNumber")"},
    {"A19", "A19",
     R"(UPDATE deals AS d SET "adFormatId" = f.id FROM ad_formats f
        WHERE f.id = (SELECT min(o.id) FROM ad_formats o JOIN deals e ON e."channelId" <> o."channelId"
                      WHERE e.id = (SELECT min(id) FROM deals))
          AND d.id = (SELECT min(id) FROM deals) RETURNING 'deal/' || d."dealNumber")"},
    {"A19", "A19",
     R"(UPDATE deals SET "applicationId" = NULL
        WHERE id = (SELECT min(id) FROM deals WHERE origin = 'BRIEF') RETURNING 'deal/' || "dealNumber")"},
    {"A20", "A20",
     R"(UPDATE escrow_wallets AS w SET status = 'LOCKED' FROM deals d WHERE d."escrowWalletId" = w.id
        AND d.id = (SELECT min(id) FROM deals WHERE status = 'POSTED') RETURNING 'deal/' || d."dealNumber")"},
    {"A20", "A20",
     R"(INSERT INTO escrow_wallets (id, address, "dealId", "updatedAt")
        SELECT 'second', 'EQsecond', id, now() FROM deals
        WHERE id = (SELECT min(id) FROM deals WHERE status = 'POSTED')
        RETURNING (SELECT 'deal/' || "dealNumber" FROM deals WHERE id = "dealId"))",
     true},
    {"A21", "A21",
     R"(UPDATE deal_chat_bridges AS b SET "closedAt" = NULL FROM deals d WHERE d.id = b."dealId"
        AND d.id = (SELECT min(id) FROM deals WHERE status = 'COMPLETED') RETURNING 'deal/' || d."dealNumber")"},
    {"A21", "A21",
     R"(UPDATE deal_chat_bridges AS b SET "publisherThreadId" = NULL FROM deals d WHERE d.id = b."dealId"
        AND d.id = (SELECT min(id) FROM deals WHERE status = 'POSTED') RETURNING 'deal/' || d."dealNumber")"},
    {"A22", "A22",
     R"(UPDATE disputes AS x SET "resolvedBy" = NULL FROM deals d WHERE d.id = x."dealId"
        AND x.id = (SELECT min(id) FROM disputes WHERE status = 'RESOLVED') RETURNING 'deal/' || d."dealNumber")"},
    {"A22", "A22",
     R"(UPDATE disputes AS x SET status = 'OPEN', outcome = NULL, "resolvedAt" = NULL FROM deals d WHERE d.id = x."dealId"
        AND x.id = (SELECT min(x.id) FROM disputes x JOIN deals d ON d.id = x."dealId" AND d.status = 'REFUNDED')
        RETURNING 'deal/' || d."dealNumber")"},
    {"A22", "A22",
     R"(DELETE FROM disputes AS x USING deals d WHERE d.id = x."dealId" AND d.status = 'DISPUTED'
        AND d.id = (SELECT min(id) FROM deals WHERE status = 'DISPUTED') RETURNING 'deal/' || d."dealNumber")"},
    {"A23", "A23",
     R"(UPDATE deals SET "creativeId" = 'gone' WHERE id = (SELECT min(id) FROM deals) RETURNING 'deal/' || "dealNumber")"},
    {"A23", "A23",
     R"(UPDATE disputes AS x SET "initiatorId" = 'gone' FROM deals d WHERE d.id = x."dealId"
        AND x.id = (SELECT min(id) FROM disputes) RETURNING 'deal/' || d."dealNumber")"},
    {"A23", "A23",
     R"(UPDATE disputes AS x SET "resolvedBy" = 'gone' FROM deals d WHERE d.id = x."dealId"
        AND x.id = (SELECT min(id) FROM disputes WHERE status = 'RESOLVED') RETURNING 'deal/' || d."dealNumber")"},
    {"A23", "A23",
     R"(UPDATE deal_events AS e SET "actorId" = 'gone' FROM deals d WHERE d.id = e."dealId"
        AND e.id = (SELECT min(id) FROM deal_events WHERE "actorType" = 'USER') RETURNING 'deal/' || d."dealNumber")"},
    {"A23", "A23",
     R"(INSERT INTO transactions (id, "dealId", type, amount) VALUES ('lost', 'gone', 'DEPOSIT', '1')
        RETURNING 'transaction/' || id)"},
    {"A23", "A23",
     R"(INSERT INTO escrow_wallets (id, address, "dealId", "updatedAt") VALUES ('lost', 'EQlost', 'gone', now())
        RETURNING 'escrow/' || id)"},
    {"A23", "A23",
     R"(INSERT INTO escrow_wallets (id, address, type, "userId", "updatedAt") VALUES ('lost', 'EQlost', 'USER', 'gone', now())
        RETURNING 'escrow/' || id)"},
    {"A23", "A23",
     R"(UPDATE brief_applications SET "channelId" = 'gone'
        WHERE id = (SELECT min(id) FROM brief_applications WHERE status = 'REJECTED') RETURNING 'application/' || id)"},
    {"A23", "A23",
     R"(UPDATE brief_applications SET "applicantId" = 'gone'
        WHERE id = (SELECT min(id) FROM brief_applications) RETURNING 'application/' || id)"},
    {"A23", "A23",
     R"(UPDATE channel_members SET "invitedBy" = 'gone'
        WHERE id = (SELECT min(id) FROM channel_members) RETURNING 'channel/' || "channelId")"},
    {"A23", "A23",
     R"(INSERT INTO audit_logs (id, "actorType", "actorId", action, resource) VALUES ('lost', 'USER', 'gone', 'x', 'y')
        RETURNING 'audit_logs/' || id)"},
    {"A23", "A23",
     R"(INSERT INTO audit_logs (id, "actorType", action, resource, "resourceId")
        VALUES ('lost', 'ADMIN', 'x', 'deals', 'gone') RETURNING 'audit_logs/' || id)"},
    {"A24", "A24",
     R"(UPDATE channels SET "botIsAdmin" = false
        WHERE id = (SELECT min(id) FROM channels WHERE status = 'ACTIVE') RETURNING 'channel/' || id)"},
    {"A24", "A24",
     R"(UPDATE channels SET "deletedAt" = now()
        WHERE id = (SELECT min(id) FROM channels WHERE status = 'ACTIVE') RETURNING 'channel/' || id)"},
    {"A24", "A24",
     R"(UPDATE channels AS c SET "currentStatsId" = s.id FROM channel_stats s
        WHERE c.id = (SELECT min(id) FROM channels WHERE status = 'ACTIVE') AND s.id = (
          SELECT max(o.id) FROM channel_stats o WHERE o."channelId" <> (SELECT min(id) FROM channels WHERE status = 'ACTIVE')
            AND NOT EXISTS (SELECT FROM channels k WHERE k."currentStatsId" = o.id))
        RETURNING 'channel/' || c.id)"},
    {"A24", "A24",
     R"(UPDATE listings SET status = 'ACTIVE' WHERE id = (SELECT min(l.id) FROM listings l JOIN channels c
          ON c.id = l."channelId" AND c.status <> 'ACTIVE') RETURNING 'channel/' || "channelId")"},
    {"A25", "A25",
     R"(INSERT INTO channel_categories (id, slug, name, "parentId")
        SELECT 'deep', 'deep', 'Deep', min(id) FROM channel_categories WHERE "parentId" IS NOT NULL
        RETURNING 'channel_categories/' || id)"},
    {"A25", "A25",
     R"(UPDATE channel_categories SET "parentId" = id WHERE slug = 'crypto-nft' RETURNING 'channel_categories/' || id)"},
    {"A25", "A25",
     R"(UPDATE briefs SET "targetCategories" = "targetCategories" || 'gone'::text
        WHERE id = (SELECT min(id) FROM briefs) RETURNING 'brief/' || id)"},
};

}  // namespace

std::span<const Breakage> breakages() { return all; }

}  // namespace admctl::test
