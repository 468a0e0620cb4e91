-- before
CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text, c varchar(20), n numeric(10, 2), j jsonb);
-- bad 2:1
ALTER TABLE t ADD COLUMN z integer;
UPDATE t SET z = a WHERE z IS NULL;
-- good
UPDATE t SET b = '' WHERE b IS NULL;
ALTER TABLE t ALTER COLUMN b SET DEFAULT '';
INSERT INTO t (id) VALUES (1);
-- suppressed
ALTER TABLE t ADD COLUMN z integer;
-- admctl:allow ADM-L066: an example
UPDATE t SET z = a WHERE z IS NULL;
