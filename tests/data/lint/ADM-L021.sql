-- before
CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text, c varchar(20), n numeric(10, 2), j jsonb);
CREATE INDEX t_a ON t (a);
-- bad 1:1
DROP INDEX t_a;
-- good
CREATE TABLE fresh (id bigint PRIMARY KEY, a integer);
CREATE INDEX fresh_a ON fresh (a);
DROP INDEX fresh_a;
DROP INDEX CONCURRENTLY t_a;
-- suppressed
-- admctl:allow ADM-L021: an example
DROP INDEX t_a;
