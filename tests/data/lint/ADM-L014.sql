-- bad 1:1
ALTER TABLE whole DETACH PARTITION part;
-- good
ALTER TABLE whole DETACH PARTITION part CONCURRENTLY;
-- suppressed
-- admctl:allow ADM-L014: an example
ALTER TABLE whole DETACH PARTITION part;
