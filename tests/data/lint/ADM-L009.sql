-- before
CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text, c varchar(20), n numeric(10, 2), j jsonb);
-- bad 1:1 2:1
ALTER TABLE t SET UNLOGGED;
ALTER TABLE t SET TABLESPACE fast;
-- good
CREATE UNLOGGED TABLE u (id bigint PRIMARY KEY);
ALTER TABLE u SET LOGGED;
-- suppressed
-- admctl:allow ADM-L009: an example
ALTER TABLE t SET UNLOGGED;
-- admctl:allow ADM-L009: an example
ALTER TABLE t SET TABLESPACE fast;
