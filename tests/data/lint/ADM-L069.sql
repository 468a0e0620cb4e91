-- before
CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text, c varchar(20), n numeric(10, 2), j jsonb);
-- bad 1:13
INSERT INTO t VALUES (1, 2, 'x');
-- good
INSERT INTO t (id, a) VALUES (1, 2);
-- suppressed
-- admctl:allow ADM-L069: an example
INSERT INTO t VALUES (1, 2, 'x');
