"""The enterprise's desk: products, batches, events, labels, credit."""
