-- before
CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text, c varchar(20), n numeric(10, 2), j jsonb);
-- bad 1:1 2:1
CREATE INDEX CONCURRENTLY t_a ON t (a);
CREATE INDEX CONCURRENTLY t_b ON t (b);
-- good
CREATE INDEX CONCURRENTLY t_a ON t (a);
-- suppressed
-- admctl:allow ADM-L025: an example
CREATE INDEX CONCURRENTLY t_a ON t (a);
-- admctl:allow ADM-L025: an example
CREATE INDEX CONCURRENTLY t_b ON t (b);
