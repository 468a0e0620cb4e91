-- before
CREATE TYPE mood AS ENUM ('sad');
-- bad 1:1
ALTER TYPE mood RENAME VALUE 'sad' TO 'blue';
-- good
CREATE TYPE state AS ENUM ('new');
ALTER TYPE state RENAME VALUE 'new' TO 'fresh';
ALTER TYPE mood ADD VALUE 'glad';
-- suppressed
-- admctl:allow ADM-L051: an example
ALTER TYPE mood RENAME VALUE 'sad' TO 'blue';
