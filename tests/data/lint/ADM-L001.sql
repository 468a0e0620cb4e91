-- before
CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text, c varchar(20), n numeric(10, 2), j jsonb);
-- bad 1:1
DROP TABLE t;
-- good
CREATE TABLE scratch (id bigint PRIMARY KEY);
DROP TABLE scratch;
-- suppressed
-- admctl:allow ADM-L001: an example
DROP TABLE t;
