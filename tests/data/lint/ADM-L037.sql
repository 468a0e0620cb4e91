-- before
CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text, c varchar(20), n numeric(10, 2), j jsonb);
-- bad 1:52 2:19 3:38
CREATE TABLE v (id bigint PRIMARY KEY, t_id bigint REFERENCES t (id));
ALTER TABLE t ADD CONSTRAINT t_u FOREIGN KEY (a) REFERENCES u (id) NOT VALID;
ALTER TABLE t ADD COLUMN w_id bigint REFERENCES w (id);
-- good
CREATE TABLE v (id bigint PRIMARY KEY, t_id bigint REFERENCES t (id), u_id bigint);
CREATE INDEX v_t ON v (t_id);
ALTER TABLE v ADD CONSTRAINT v_u FOREIGN KEY (u_id) REFERENCES u (id);
CREATE INDEX v_u ON v (u_id, id);
CREATE TABLE one (id bigint PRIMARY KEY REFERENCES t (id));
-- suppressed
-- admctl:allow ADM-L037: an example
CREATE TABLE v (id bigint PRIMARY KEY, t_id bigint REFERENCES t (id));
-- admctl:allow ADM-L037: an example
ALTER TABLE t ADD CONSTRAINT t_u FOREIGN KEY (a) REFERENCES u (id) NOT VALID;
-- admctl:allow ADM-L037: an example
ALTER TABLE t ADD COLUMN w_id bigint REFERENCES w (id);
