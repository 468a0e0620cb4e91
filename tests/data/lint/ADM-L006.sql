-- before
CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text, c varchar(20), n numeric(10, 2), j jsonb);
-- bad 1:1
ALTER TABLE t ADD COLUMN z integer;
-- good
SET LOCAL lock_timeout = '2s';
ALTER TABLE t ADD COLUMN z integer;
-- suppressed
-- admctl:allow ADM-L006: an example
ALTER TABLE t ADD COLUMN z integer;
