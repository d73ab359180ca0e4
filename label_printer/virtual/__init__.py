"""A printer without paper, for tests and demos: a real server that speaks TSPL or ZPL."""
