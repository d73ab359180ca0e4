"""The outside: files, the public credit system."""
