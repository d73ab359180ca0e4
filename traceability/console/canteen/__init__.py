"""The canteen's desk: receiving goods, the purchase ledger, stock, recalls."""
