-- before
CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text, c varchar(20), n numeric(10, 2), j jsonb);
-- bad 1:22
GRANT SELECT ON t TO PUBLIC;
-- good
GRANT SELECT ON t TO reader;
REVOKE ALL ON t FROM PUBLIC;
-- suppressed
-- admctl:allow ADM-L071: an example
GRANT SELECT ON t TO PUBLIC;
