"""The public face: serves published trace documents to anyone who scans a label."""
