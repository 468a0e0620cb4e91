-- before
CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text, c varchar(20), n numeric(10, 2), j jsonb);
-- bad 1:1 2:1
CREATE INDEX t_a ON t (a);
CREATE UNIQUE INDEX u_a ON u (a);
-- good
CREATE TABLE fresh (id bigint PRIMARY KEY, a integer);
CREATE INDEX fresh_a ON fresh (a);
CREATE INDEX CONCURRENTLY t_a ON t (a);
-- suppressed
-- admctl:allow ADM-L020: an example
CREATE INDEX t_a ON t (a);
-- admctl:allow ADM-L020: an example
CREATE UNIQUE INDEX u_a ON u (a);
