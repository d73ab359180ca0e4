"""Paper: labels in, PDF, PNG, SVG and printer commands out."""
