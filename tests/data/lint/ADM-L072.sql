-- before
CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text, c varchar(20), n numeric(10, 2), j jsonb);
-- bad 1:1
ALTER TABLE t DISABLE ROW LEVEL SECURITY;
-- good
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
-- suppressed
-- admctl:allow ADM-L072: an example
ALTER TABLE t DISABLE ROW LEVEL SECURITY;
