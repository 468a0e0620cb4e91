-- before
CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text, c varchar(20), n numeric(10, 2), j jsonb);
-- bad 1:19
ALTER TABLE t ADD CONSTRAINT t_a_key UNIQUE (a);
-- good
ALTER TABLE t ADD CONSTRAINT t_a_key UNIQUE USING INDEX t_a_key;
CREATE TABLE v (id bigint PRIMARY KEY, b text);
ALTER TABLE v ADD UNIQUE (b);
-- suppressed
-- admctl:allow ADM-L032: an example
ALTER TABLE t ADD CONSTRAINT t_a_key UNIQUE (a);
