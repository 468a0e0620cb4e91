-- before
CREATE TABLE t (id bigint NOT NULL);
-- bad 1:19
ALTER TABLE t ADD PRIMARY KEY (id);
-- good
ALTER TABLE t ADD CONSTRAINT t_pkey PRIMARY KEY USING INDEX t_pkey;
-- suppressed
-- admctl:allow ADM-L033: an example
ALTER TABLE t ADD PRIMARY KEY (id);
