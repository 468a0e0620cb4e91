-- before
CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text, c varchar(20), n numeric(10, 2), j jsonb);
-- bad 1:1
UPDATE t SET a = 1;
-- good
UPDATE t SET a = 1 WHERE id < 100;
UPDATE t SET a = u.a FROM u WHERE u.id = t.id;
CREATE TABLE v (id bigint PRIMARY KEY, a integer);
UPDATE v SET a = 1;
-- suppressed
-- admctl:allow ADM-L064: an example
UPDATE t SET a = 1;
