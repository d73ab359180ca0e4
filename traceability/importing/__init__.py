"""Spreadsheets become records: read, tried out, and recorded whole by a worker."""
