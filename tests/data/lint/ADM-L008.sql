-- bad 1:1 2:1
DROP SCHEMA old;
DROP DATABASE shop;
-- good
DROP VIEW v;
-- suppressed
-- admctl:allow ADM-L008: an example
DROP SCHEMA old;
-- admctl:allow ADM-L008: an example
DROP DATABASE shop;
