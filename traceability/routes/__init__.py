"""REST: parse, one use case, serialise."""
