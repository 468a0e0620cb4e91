-- before
CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text, c varchar(20), n numeric(10, 2), j jsonb);
-- bad 1:19
ALTER TABLE t ADD CONSTRAINT positive CHECK (a > 0);
-- good
ALTER TABLE t ADD CONSTRAINT positive CHECK (a > 0) NOT VALID;
-- suppressed
-- admctl:allow ADM-L031: an example
ALTER TABLE t ADD CONSTRAINT positive CHECK (a > 0);
