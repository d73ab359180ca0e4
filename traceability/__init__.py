"""The register: records, rules and use cases of grain and oil traceability."""
