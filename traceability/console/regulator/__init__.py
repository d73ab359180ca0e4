"""The regulator's desk: the city, approvals, penalties, cases, deliveries."""
