-- bad 1:17 2:17
CREATE TABLE v (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
CREATE TABLE w (id serial PRIMARY KEY);
-- good
CREATE TABLE v (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
CREATE TABLE w (code integer PRIMARY KEY);
-- suppressed
-- admctl:allow ADM-L046: an example
CREATE TABLE v (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
-- admctl:allow ADM-L046: an example
CREATE TABLE w (id serial PRIMARY KEY);
