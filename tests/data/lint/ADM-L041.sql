-- before
CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text, c varchar(20), n numeric(10, 2), j jsonb);
-- bad 1:28 2:28 3:28
ALTER TABLE t ALTER COLUMN c TYPE varchar(10);
ALTER TABLE t ALTER COLUMN b TYPE varchar(10);
ALTER TABLE t ALTER COLUMN n TYPE numeric(8, 2);
-- good
ALTER TABLE t ALTER COLUMN c TYPE varchar(40);
ALTER TABLE t ALTER COLUMN n TYPE numeric;
-- suppressed
-- admctl:allow ADM-L041: an example
ALTER TABLE t ALTER COLUMN c TYPE varchar(10);
-- admctl:allow ADM-L041: an example
ALTER TABLE t ALTER COLUMN b TYPE varchar(10);
-- admctl:allow ADM-L041: an example
ALTER TABLE t ALTER COLUMN n TYPE numeric(8, 2);
