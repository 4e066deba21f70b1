"""What is kept of people with accounts, as one table; a copy of it is made of that table, and so is its end."""
