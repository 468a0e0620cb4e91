-- bad 1:40
CREATE TABLE v (id bigint PRIMARY KEY, code char(3));
-- good
CREATE TABLE v (id bigint PRIMARY KEY, code varchar(3));
-- suppressed
-- admctl:allow ADM-L044: an example
CREATE TABLE v (id bigint PRIMARY KEY, code char(3));
