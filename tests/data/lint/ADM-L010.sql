-- before
CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text, c varchar(20), n numeric(10, 2), j jsonb);
-- bad 1:1 2:1
VACUUM FULL t;
CLUSTER t;
-- good
VACUUM (ANALYZE) t;
-- suppressed
-- admctl:allow ADM-L010: an example
VACUUM FULL t;
-- admctl:allow ADM-L010: an example
CLUSTER t;
