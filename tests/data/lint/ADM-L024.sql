-- before
CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text, c varchar(20), n numeric(10, 2), j jsonb);
CREATE INDEX t_a ON t (a);
-- bad 1:1 2:1
CREATE INDEX CONCURRENTLY t_again ON t (a);
CREATE INDEX CONCURRENTLY t_key ON t (id);
-- good
CREATE INDEX CONCURRENTLY t_a_b ON t (a, b);
CREATE INDEX CONCURRENTLY t_some ON t (a) WHERE b IS NULL;
CREATE UNIQUE INDEX CONCURRENTLY t_u ON t (a);
-- suppressed
-- admctl:allow ADM-L024: an example
CREATE INDEX CONCURRENTLY t_again ON t (a);
-- admctl:allow ADM-L024: an example
CREATE INDEX CONCURRENTLY t_key ON t (id);
