-- before
CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text, c varchar(20), n numeric(10, 2), j jsonb);
-- bad 1:26 2:40
ALTER TABLE t ADD COLUMN extra json;
CREATE TABLE v (id bigint PRIMARY KEY, extra json);
-- good
ALTER TABLE t ADD COLUMN extra jsonb;
-- suppressed
-- admctl:allow ADM-L042: an example
ALTER TABLE t ADD COLUMN extra json;
-- admctl:allow ADM-L042: an example
CREATE TABLE v (id bigint PRIMARY KEY, extra json);
