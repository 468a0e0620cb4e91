-- bad 1:1
ALTER TABLE t FROBNICATE;
-- good
SELECT 1;
-- suppressed
-- admctl:allow not-understood: a server of next year knows it
ALTER TABLE t FROBNICATE;
