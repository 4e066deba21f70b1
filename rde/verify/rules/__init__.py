"""What a deposit must be: one rule is one small function, and the tables of rde/verify/rules/order.py name them all."""
