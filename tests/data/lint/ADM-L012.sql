-- before
CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text, c varchar(20), n numeric(10, 2), j jsonb);
-- bad 1:1 2:1
LOCK TABLE t;
LOCK TABLE t IN SHARE MODE;
-- good
LOCK TABLE t IN ROW SHARE MODE;
-- suppressed
-- admctl:allow ADM-L012: an example
LOCK TABLE t;
-- admctl:allow ADM-L012: an example
LOCK TABLE t IN SHARE MODE;
