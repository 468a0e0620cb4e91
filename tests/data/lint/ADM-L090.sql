-- bad 1:1
-- admctl:allow L065
DELETE FROM t;
-- good
-- admctl:allow L065: the table is a scratch pad
DELETE FROM t;
-- suppressed
DELETE FROM t; -- admctl:allow delete-without-where: the table is a scratch pad
