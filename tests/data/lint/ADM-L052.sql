-- before
CREATE TYPE mood AS ENUM ('sad');
-- bad 1:1
ALTER TYPE mood ADD VALUE 'happy';
-- good
CREATE TYPE state AS ENUM ('new');
ALTER TYPE state ADD VALUE 'done';
-- suppressed
-- admctl:allow ADM-L052: an example
ALTER TYPE mood ADD VALUE 'happy';
