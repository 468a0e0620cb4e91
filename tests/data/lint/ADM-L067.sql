-- before
CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text, c varchar(20), n numeric(10, 2), j jsonb);
-- bad 1:1 3:1
BEGIN;
UPDATE t SET a = 1 WHERE id = 1;
COMMIT;
-- good
UPDATE t SET a = 1 WHERE id = 1;
-- suppressed
-- admctl:allow ADM-L067: an example
BEGIN;
UPDATE t SET a = 1 WHERE id = 1;
-- admctl:allow ADM-L067: an example
COMMIT;
