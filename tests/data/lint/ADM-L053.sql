-- before
CREATE TYPE mood AS ENUM ('sad');
-- bad 1:1
DROP TYPE mood;
-- good
CREATE TYPE state AS ENUM ('new');
DROP TYPE state;
-- suppressed
-- admctl:allow ADM-L053: an example
DROP TYPE mood;
