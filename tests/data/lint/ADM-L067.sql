-- before
CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text, c varchar(20), n numeric(10, 2), j jsonb);
-- bad 2:1 3:1
UPDATE t SET a = 1 WHERE id = 1;
COMMIT;
BEGIN;
UPDATE t SET a = 2 WHERE id = 2;
-- good
UPDATE t SET a = 1 WHERE id = 1;
-- suppressed
UPDATE t SET a = 1 WHERE id = 1;
-- admctl:allow ADM-L067: an example
COMMIT;
-- admctl:allow ADM-L067: an example
BEGIN;
UPDATE t SET a = 2 WHERE id = 2;
