-- before
CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text, c varchar(20), n numeric(10, 2), j jsonb);
-- bad 1:13
ALTER TABLE t
  RENAME COLUMN a TO z;
-- good
CREATE TABLE u (id bigint PRIMARY KEY, a integer);
ALTER TABLE u RENAME COLUMN a TO z;
ALTER TABLE t RENAME CONSTRAINT t_pkey TO t_key;
-- suppressed
-- admctl:allow ADM-L004: an example
ALTER TABLE t
  RENAME COLUMN a TO z;
