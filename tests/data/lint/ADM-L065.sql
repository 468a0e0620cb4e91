-- before
CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text, c varchar(20), n numeric(10, 2), j jsonb);
-- bad 1:1
DELETE FROM t;
-- good
DELETE FROM t WHERE id < 100;
CREATE TABLE v (id bigint PRIMARY KEY);
DELETE FROM v;
-- suppressed
-- admctl:allow ADM-L065: an example
DELETE FROM t;
