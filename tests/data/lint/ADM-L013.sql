-- before
CREATE TABLE whole (id bigint, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE part (id bigint, at date NOT NULL);
-- bad 1:1
ALTER TABLE whole ATTACH PARTITION part FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
-- good
CREATE TABLE fresh (id bigint, at date NOT NULL);
ALTER TABLE whole ATTACH PARTITION fresh FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
-- suppressed
-- admctl:allow ADM-L013: an example
ALTER TABLE whole ATTACH PARTITION part FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
