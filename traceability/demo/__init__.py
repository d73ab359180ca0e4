"""The demo city: forty-three enterprises, made up and checked."""
