-- before
CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text, c varchar(20), n numeric(10, 2), j jsonb);
-- bad 1:10 2:16 2:19
TRUNCATE t;
TRUNCATE TABLE u, w;
-- good
CREATE TABLE v (id bigint PRIMARY KEY);
TRUNCATE v;
-- suppressed
-- admctl:allow ADM-L063: an example
TRUNCATE t;
-- admctl:allow ADM-L063: an example
TRUNCATE TABLE u, w;
