-- before
CREATE TABLE t (id bigint PRIMARY KEY, during tstzrange);
-- bad 1:19
ALTER TABLE t ADD CONSTRAINT apart EXCLUDE USING gist (during WITH &&);
-- good
CREATE TABLE v (id bigint PRIMARY KEY, during tstzrange, EXCLUDE USING gist (during WITH &&));
-- suppressed
-- admctl:allow ADM-L036: an example
ALTER TABLE t ADD CONSTRAINT apart EXCLUDE USING gist (during WITH &&);
