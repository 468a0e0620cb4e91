-- before
CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text, c varchar(20), n numeric(10, 2), j jsonb);
-- bad 1:1 2:1
REINDEX TABLE t;
REINDEX INDEX t_a;
-- good
REINDEX TABLE CONCURRENTLY t;
-- suppressed
-- admctl:allow ADM-L022: an example
REINDEX TABLE t;
-- admctl:allow ADM-L022: an example
REINDEX INDEX t_a;
