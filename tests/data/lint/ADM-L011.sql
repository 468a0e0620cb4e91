-- before
CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text, c varchar(20), n numeric(10, 2), j jsonb);
-- bad 1:1 2:1
ALTER TABLE t DISABLE TRIGGER ALL;
ALTER TABLE t DISABLE TRIGGER audit;
-- good
ALTER TABLE t ENABLE TRIGGER ALL;
-- suppressed
-- admctl:allow ADM-L011: an example
ALTER TABLE t DISABLE TRIGGER ALL;
-- admctl:allow ADM-L011: an example
ALTER TABLE t DISABLE TRIGGER audit;
