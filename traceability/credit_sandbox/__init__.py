"""A stand-in for the public credit system: a process of its own, for demos and tests."""
