-- before
CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text, c varchar(20), n numeric(10, 2), j jsonb);
-- bad 3:7
ALTER TABLE t
  ADD COLUMN z integer,
  ADD CONSTRAINT t_u FOREIGN KEY (a) REFERENCES u (id);
-- good
ALTER TABLE t ADD CONSTRAINT t_u FOREIGN KEY (a) REFERENCES u (id) NOT VALID;
CREATE TABLE v (id bigint PRIMARY KEY, u_id bigint);
ALTER TABLE v ADD FOREIGN KEY (u_id) REFERENCES u (id);
-- suppressed
-- admctl:allow ADM-L030: an example
ALTER TABLE t
  ADD COLUMN z integer,
  ADD CONSTRAINT t_u FOREIGN KEY (a) REFERENCES u (id);
