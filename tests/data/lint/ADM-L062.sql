-- before
CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text, c varchar(20), n numeric(10, 2), j jsonb);
-- bad 1:26
ALTER TABLE t ADD COLUMN twice integer GENERATED ALWAYS AS (a * 2) STORED;
-- good
CREATE TABLE v (id bigint PRIMARY KEY, a integer, twice integer GENERATED ALWAYS AS (a * 2) STORED);
-- suppressed
-- admctl:allow ADM-L062: an example
ALTER TABLE t ADD COLUMN twice integer GENERATED ALWAYS AS (a * 2) STORED;
