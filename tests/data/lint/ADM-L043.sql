-- bad 2:3
CREATE TABLE v (
  id bigserial PRIMARY KEY
);
-- good
CREATE TABLE v (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
-- suppressed
-- admctl:allow ADM-L043: an example
CREATE TABLE v (
  id bigserial PRIMARY KEY
);
