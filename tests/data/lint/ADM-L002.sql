-- before
CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text, c varchar(20), n numeric(10, 2), j jsonb);
-- bad 1:13
ALTER TABLE t RENAME TO u;
-- good
CREATE TABLE draft (id bigint PRIMARY KEY);
ALTER TABLE draft RENAME TO final;
-- suppressed
-- admctl:allow ADM-L002: an example
ALTER TABLE t RENAME TO u;
