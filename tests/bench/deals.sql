-- :count deals with their events, one a minute into the past, and a user and a channel for every hundred.
-- :state is an expression over the deal's number n.
SET synchronous_commit = off;
SET timezone = 'UTC';
INSERT INTO users (id, "telegramId", username, "firstName", "updatedAt")
SELECT 'cuser' || lpad(n::text, 20, '0'), 1000 + n, 'user_' || n, 'U', now() FROM generate_series(0, :count / 100) AS n;
INSERT INTO channels (id, "telegramChatId", title, "ownerId", "updatedAt")
SELECT 'cchannel' || lpad(n::text, 17, '0'), (-n)::text, 'Channel ' || n, 'cuser' || lpad(n::text, 20, '0'), now()
FROM generate_series(0, :count / 100) AS n;
INSERT INTO ad_formats (id, "channelId", name, "priceAmount", "updatedAt")
SELECT 'cformat' || n, 'cchannel' || lpad(n::text, 17, '0'), 'Post', '5', now() FROM generate_series(0, :count / 100) AS n;
INSERT INTO deals (id, "dealNumber", "advertiserId", "channelOwnerId", "channelId", origin, "adFormatId", "agreedPrice",
                   status, "createdAt", "updatedAt", "statusHistory")
SELECT 'c' || md5(n::text), n, 'cuser' || lpad((n % (:count / 100))::text, 20, '0'),
       'cuser' || lpad(owner::text, 20, '0'), 'cchannel' || lpad(owner::text, 17, '0'), 'DIRECT', 'cformat' || owner,
       '5000000000', state, created, created,
       jsonb_build_array(jsonb_build_object('status', state, 'actor', 'SYSTEM',
         'timestamp', to_char(created, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')))
FROM generate_series(1, :count) AS n,
     LATERAL (SELECT (:state)::"DealStatus" AS state, (n + 1) % (:count / 100) AS owner,
              date_trunc('minute', now()::timestamp) - (:count - n) * interval '1 minute' AS created) AS made;
INSERT INTO escrow_wallets (id, address, "dealId", "cachedBalance", "updatedAt")
SELECT 'cwallet' || "dealNumber", 'EQ' || "dealNumber", id, "agreedPrice", now() FROM deals WHERE status <> 'CREATED';
UPDATE deals SET "escrowWalletId" = 'cwallet' || "dealNumber" WHERE status <> 'CREATED';
INSERT INTO deal_events (id, "dealId", type, "createdAt")
SELECT 'cevent' || "dealNumber", id, 'DEAL_CREATED', "createdAt" FROM deals;
VACUUM (ANALYZE, FREEZE);
