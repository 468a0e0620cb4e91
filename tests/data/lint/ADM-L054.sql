-- before
CREATE TYPE mood AS ENUM ('sad');
-- bad 1:1
ALTER TYPE mood RENAME TO temper;
-- good
CREATE TYPE state AS ENUM ('new');
ALTER TYPE state RENAME TO phase;
-- suppressed
-- admctl:allow ADM-L054: an example
ALTER TYPE mood RENAME TO temper;
