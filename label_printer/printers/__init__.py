"""Printers: by network, by device or file, or by a print server."""
