-- bad 1:40
CREATE TABLE v (id bigint PRIMARY KEY, price money);
-- good
CREATE TABLE v (id bigint PRIMARY KEY, price numeric(12, 2));
-- suppressed
-- admctl:allow ADM-L045: an example
CREATE TABLE v (id bigint PRIMARY KEY, price money);
