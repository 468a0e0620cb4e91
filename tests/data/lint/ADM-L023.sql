-- before
CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text, c varchar(20), n numeric(10, 2), j jsonb);
-- bad 1:1
CREATE INDEX CONCURRENTLY IF NOT EXISTS t_a ON t (a);
-- good
CREATE INDEX CONCURRENTLY t_a ON t (a);
CREATE INDEX IF NOT EXISTS t_b ON t (b);
-- suppressed
-- admctl:allow ADM-L023: an example
CREATE INDEX CONCURRENTLY IF NOT EXISTS t_a ON t (a);
