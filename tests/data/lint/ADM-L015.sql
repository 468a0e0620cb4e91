-- bad 1:14
CREATE TABLE t (a integer);
-- good
CREATE TABLE k (id bigint PRIMARY KEY);
CREATE TABLE u (a integer, b integer, UNIQUE (a, b));
CREATE TABLE later (a integer);
ALTER TABLE later ADD PRIMARY KEY (a);
CREATE TEMP TABLE s (a integer);
CREATE TABLE part PARTITION OF whole FOR VALUES IN (1);
-- suppressed
-- admctl:allow ADM-L015: an example
CREATE TABLE t (a integer);
