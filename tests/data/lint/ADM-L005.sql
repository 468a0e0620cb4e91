-- before
CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text, c varchar(20), n numeric(10, 2), j jsonb);
-- bad 1:1
ALTER TABLE t SET SCHEMA archive;
-- good
CREATE TABLE u (id bigint PRIMARY KEY);
ALTER TABLE u SET SCHEMA archive;
-- suppressed
-- admctl:allow ADM-L005: an example
ALTER TABLE t SET SCHEMA archive;
