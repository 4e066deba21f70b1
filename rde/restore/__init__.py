"""A TLD that rises from deposits, whoever made them: read and mapped here, written by the registry's own actions."""
