"""The laboratory's desk: samples, their sheets, and reports to sign."""
