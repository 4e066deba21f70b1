"""The executable: command line, supervisor, embedded PostgreSQL, TLS material, demo data and doctor."""
