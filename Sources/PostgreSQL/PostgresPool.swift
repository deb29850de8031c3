// A small async client over libpq.
