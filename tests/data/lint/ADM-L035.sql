-- before
CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text, c varchar(20), n numeric(10, 2), j jsonb);
ALTER TABLE t ADD CONSTRAINT old CHECK (a > 0) NOT VALID;
-- bad 2:1
ALTER TABLE t ADD CONSTRAINT new CHECK (a > 1) NOT VALID;
ALTER TABLE t VALIDATE CONSTRAINT new;
-- good
ALTER TABLE t VALIDATE CONSTRAINT old;
-- suppressed
ALTER TABLE t ADD CONSTRAINT new CHECK (a > 1) NOT VALID;
-- admctl:allow ADM-L035: an example
ALTER TABLE t VALIDATE CONSTRAINT new;
