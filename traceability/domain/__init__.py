"""Rules: pure decisions over small facts; no database, web, clock or files."""
