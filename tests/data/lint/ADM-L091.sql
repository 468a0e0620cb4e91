-- bad 1:1 3:1 4:32 5:1
-- admctl:allow truncate: nothing is truncated here
DELETE FROM t WHERE a = 1;
-- admctl:allow no-such-rule: a slip of the pen
DELETE FROM t WHERE a = 2;     -- admctl:allow ADM-L065: it has a WHERE
-- admctl:allow ADM-L065: nothing follows
-- good
-- admctl:allow truncate, ADM-L007, l006: all are meant
TRUNCATE t CASCADE;
-- suppressed
SELECT 1;
