-- before
CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text, c varchar(20), n numeric(10, 2), j jsonb);
-- bad 1:26
ALTER TABLE t ADD COLUMN z integer NOT NULL;
-- good
ALTER TABLE t ADD COLUMN z integer NOT NULL DEFAULT 0;
ALTER TABLE t ADD COLUMN y integer;
CREATE TABLE v (id bigint PRIMARY KEY);
ALTER TABLE v ADD COLUMN z integer NOT NULL;
-- suppressed
-- admctl:allow ADM-L061: an example
ALTER TABLE t ADD COLUMN z integer NOT NULL;
