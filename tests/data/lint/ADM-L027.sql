-- before
CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text, c varchar(20), n numeric(10, 2), j jsonb);
-- bad 1:1
CREATE INDEX CONCURRENTLY ON t (a);
-- good
CREATE INDEX CONCURRENTLY t_a ON t (a);
-- suppressed
-- admctl:allow ADM-L027: an example
CREATE INDEX CONCURRENTLY ON t (a);
