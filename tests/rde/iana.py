"""What IANA publishes, as far as deposits are held against it."""


def registry_of(*repositories: str, id: str = "epp-repository-ids") -> str:
    """The XML of its registry of repository ids."""
    records = "".join(f"<record><id>{each}, #x0041 #x0042</id><xref/></record>" for each in repositories)
    return (
        f'<?xml version="1.0"?><registry xmlns="http://www.iana.org/assignments" id="{id}"><title>x</title>'
        f'<registry id="{id}-1">{records}</registry></registry>'
    )
