"""Web pages of the four working roles."""
