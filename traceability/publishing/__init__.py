"""Rows of the register become trace documents in the published tables of the public face."""
