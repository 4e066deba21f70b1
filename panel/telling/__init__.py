"""People are told what is written anyway: by messages of registrars, by history, by the ledger; and what many must know."""
