-- before
CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text, c varchar(20), n numeric(10, 2), j jsonb);
-- bad 1:1
ALTER TABLE t DROP COLUMN a;
-- good
CREATE TABLE u (id bigint PRIMARY KEY, a integer);
ALTER TABLE u DROP COLUMN a;
-- suppressed
-- admctl:allow ADM-L003: an example
ALTER TABLE t DROP COLUMN a;
