-- before
CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text, c varchar(20), n numeric(10, 2), j jsonb);
-- bad 1:36 2:33 3:45
ALTER TABLE t ADD COLUMN x integer CHECK (x > 0);
ALTER TABLE t ADD COLUMN y text UNIQUE;
ALTER TABLE t ADD COLUMN z bigint DEFAULT 1 REFERENCES u (id);
-- good
ALTER TABLE t ADD COLUMN x integer DEFAULT 0 NOT NULL;
ALTER TABLE t ADD COLUMN z bigint REFERENCES u (id);
-- suppressed
-- admctl:allow ADM-L038: an example
ALTER TABLE t ADD COLUMN x integer CHECK (x > 0);
-- admctl:allow ADM-L038: an example
ALTER TABLE t ADD COLUMN y text UNIQUE;
-- admctl:allow ADM-L038: an example
ALTER TABLE t ADD COLUMN z bigint DEFAULT 1 REFERENCES u (id);
