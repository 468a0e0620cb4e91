-- before
CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text, c varchar(20), n numeric(10, 2), j jsonb);
-- bad 1:26
ALTER TABLE t ADD COLUMN at timestamp;
-- good
ALTER TABLE t ADD COLUMN at timestamptz;
CREATE TABLE v (id bigint PRIMARY KEY, at timestamp);
-- suppressed
-- admctl:allow ADM-L047: an example
ALTER TABLE t ADD COLUMN at timestamp;
