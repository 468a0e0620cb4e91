-- bad 1:1 2:1
SET search_path = app;
SET lock_timeout = '2s';
-- good
SET LOCAL search_path = app;
RESET search_path;
-- suppressed
-- admctl:allow ADM-L068: an example
SET search_path = app;
-- admctl:allow ADM-L068: an example
SET lock_timeout = '2s';
