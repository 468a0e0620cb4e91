-- :count deals with their events, one a minute into the past, and a user and a channel for every hundred.
-- :state is an expression over the deal's number n.
SET synchronous_commit = off;
SET timezone = 'UTC';
-- The rows fit together; proving it by triggers, and keeping every index in order meanwhile, takes longer than all else.
SET session_replication_role = replica;
CREATE TEMP TABLE index_made_again AS
SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition FROM pg_index
WHERE indrelid IN ('deals'::regclass, 'escrow_wallets'::regclass, 'deal_events'::regclass)
  AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid);
SELECT format('DROP INDEX %s', name) FROM index_made_again \gexec
INSERT INTO users (id, "telegramId", username, "firstName", "updatedAt")
SELECT 'cuser' || lpad(n::text, 20, '0'), 1000 + n, 'user_' || n, 'U', now() FROM generate_series(0, :count / 100) AS n;
INSERT INTO channels (id, "telegramChatId", title, "ownerId", "updatedAt")
SELECT 'cchannel' || lpad(n::text, 17, '0'), (-n)::text, 'Channel ' || n, 'cuser' || lpad(n::text, 20, '0'), now()
FROM generate_series(0, :count / 100) AS n;
INSERT INTO ad_formats (id, "channelId", name, "priceAmount", "updatedAt")
SELECT 'cformat' || n, 'cchannel' || lpad(n::text, 17, '0'), 'Post', '5', now() FROM generate_series(0, :count / 100) AS n;
INSERT INTO deals (id, "dealNumber", "advertiserId", "channelOwnerId", "channelId", origin, "adFormatId", "agreedPrice",
                   status, "createdAt", "updatedAt", "statusHistory", "escrowWalletId")
SELECT 'cdeal' || lpad(n::text, 20, '0'), n, 'cuser' || lpad((n % (:count / 100))::text, 20, '0'),
       'cuser' || lpad(owner::text, 20, '0'), 'cchannel' || lpad(owner::text, 17, '0'), 'DIRECT', 'cformat' || owner,
       '5000000000', state, created, created,
       jsonb_build_array(jsonb_build_object('status', state, 'actor', 'SYSTEM',
         'timestamp', to_char(created, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))),
       CASE WHEN state <> 'CREATED' THEN 'cwallet' || n END
FROM generate_series(1, :count) AS n,
     LATERAL (SELECT (:state)::"DealStatus" AS state, (n + 1) % (:count / 100) AS owner,
              date_trunc('minute', now()::timestamp) - (:count - n) * interval '1 minute' AS created) AS made;
INSERT INTO escrow_wallets (id, address, "dealId", "cachedBalance", "updatedAt")
SELECT 'cwallet' || "dealNumber", 'EQ' || "dealNumber", id, "agreedPrice", now() FROM deals WHERE status <> 'CREATED';
INSERT INTO deal_events (id, "dealId", type, "createdAt")
SELECT 'cevent' || "dealNumber", id, 'DEAL_CREATED', "createdAt" FROM deals;
SET maintenance_work_mem = '512MB';
SELECT definition FROM index_made_again \gexec
VACUUM (ANALYZE, FREEZE);
