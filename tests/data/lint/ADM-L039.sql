-- before
CREATE TABLE t (id bigint PRIMARY KEY, a integer, CONSTRAINT t_a_key UNIQUE (a), CONSTRAINT positive CHECK (a > 0));
-- bad 1:1
ALTER TABLE t DROP CONSTRAINT t_a_key;
-- good
ALTER TABLE t DROP CONSTRAINT positive;
-- suppressed
-- admctl:allow ADM-L039: an example
ALTER TABLE t DROP CONSTRAINT t_a_key;
