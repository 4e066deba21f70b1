"""What is agreed in writing: XML schemas, database migrations and the golden dump of the database's schema."""
