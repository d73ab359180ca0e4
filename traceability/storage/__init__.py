"""Records: the whole schema, the engine, migrations, the log, and queries by noun."""
