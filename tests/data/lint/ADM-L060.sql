-- before
CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text, c varchar(20), n numeric(10, 2), j jsonb);
-- bad 1:26 2:26 3:26
ALTER TABLE t ADD COLUMN token uuid DEFAULT gen_random_uuid();
ALTER TABLE t ADD COLUMN seq bigserial;
ALTER TABLE t ADD COLUMN nr bigint GENERATED ALWAYS AS IDENTITY;
-- good
ALTER TABLE t ADD COLUMN token uuid;
ALTER TABLE t ALTER COLUMN token SET DEFAULT gen_random_uuid();
ALTER TABLE t ADD COLUMN at timestamptz DEFAULT now();
ALTER TABLE t ADD COLUMN state text DEFAULT 'new' NOT NULL;
-- suppressed
-- admctl:allow ADM-L060: an example
ALTER TABLE t ADD COLUMN token uuid DEFAULT gen_random_uuid();
-- admctl:allow ADM-L060: an example
ALTER TABLE t ADD COLUMN seq bigserial;
-- admctl:allow ADM-L060: an example
ALTER TABLE t ADD COLUMN nr bigint GENERATED ALWAYS AS IDENTITY;
