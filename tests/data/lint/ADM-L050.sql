-- before
CREATE TYPE mood AS ENUM ('sad');
CREATE TABLE t (id bigint PRIMARY KEY, m mood);
-- bad 2:18
ALTER TYPE mood ADD VALUE 'happy';
UPDATE t SET m = 'happy' WHERE m IS NULL;
-- good
CREATE TYPE state AS ENUM ('new');
ALTER TYPE state ADD VALUE 'done';
CREATE TABLE v (id bigint PRIMARY KEY, s state DEFAULT 'done');
ALTER TYPE mood ADD VALUE 'glad';
UPDATE t SET m = 'sad' WHERE m IS NULL;
-- suppressed
ALTER TYPE mood ADD VALUE 'happy';
-- admctl:allow ADM-L050: an example
UPDATE t SET m = 'happy' WHERE m IS NULL;
