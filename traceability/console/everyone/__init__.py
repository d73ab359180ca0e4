"""What every desk has: search, notices, one's own account, imports and exports."""
