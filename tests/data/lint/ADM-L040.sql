-- before
CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text, c varchar(20), n numeric(10, 2), j jsonb);
-- bad 1:28 2:21 3:27
ALTER TABLE t ALTER COLUMN a TYPE bigint;
ALTER TABLE t ALTER b TYPE integer USING b::integer;
ALTER TABLE unknown ALTER z TYPE text;
-- good
ALTER TABLE t ALTER COLUMN c TYPE varchar(40);
ALTER TABLE t ALTER COLUMN c TYPE text;
ALTER TABLE t ALTER COLUMN n TYPE numeric(12, 2);
CREATE TABLE v (id bigint PRIMARY KEY, a integer);
ALTER TABLE v ALTER COLUMN a TYPE bigint;
-- suppressed
-- admctl:allow ADM-L040: an example
ALTER TABLE t ALTER COLUMN a TYPE bigint;
-- admctl:allow ADM-L040: an example
ALTER TABLE t ALTER b TYPE integer USING b::integer;
-- admctl:allow ADM-L040: an example
ALTER TABLE unknown ALTER z TYPE text;
