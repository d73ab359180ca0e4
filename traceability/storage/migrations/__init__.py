"""The steps of the schema, one path for both databases."""
