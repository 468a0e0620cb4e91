-- before
CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text, c varchar(20), n numeric(10, 2), j jsonb);
-- bad 1:1 2:1 3:1
DROP TABLE t CASCADE;
TRUNCATE t CASCADE;
ALTER TABLE t DROP COLUMN a CASCADE;
-- good
DROP TABLE t;
ALTER TABLE u DROP COLUMN a RESTRICT;
-- suppressed
-- admctl:allow ADM-L007: an example
DROP TABLE t CASCADE;
-- admctl:allow ADM-L007: an example
TRUNCATE t CASCADE;
-- admctl:allow ADM-L007: an example
ALTER TABLE t DROP COLUMN a CASCADE;
