"""Registrar data escrow: the names that a registrar sponsors, and the contacts that these name.

Which columns are written is the business of rde/registrar; they name what these sources promise. A source may say :registrar_id
and :tlds, the ids of the TLDs whose names are deposited.
"""

from typing import Final

from registry.store import differences
from registry.store.escrow import Source

ROLES: Final = ("admin", "tech", "billing")

# What changed, and what is referred to, by these kinds.
NAME: Final = "name"
HANDLE: Final = "handle"

_OWN: Final = "own.registrar_id = :registrar_id AND own.tld_id = ANY(:tlds)"
_OF_ROLE: Final = ",\n             ".join(
    f"(array_agg(c.id ORDER BY c.handle COLLATE \"C\") FILTER (WHERE link.role = '{role}'))[1] AS {role}_id,"
    f" string_agg(c.handle, ' ' ORDER BY c.handle COLLATE \"C\") FILTER (WHERE link.role = '{role}') AS {role}s"
    for role in ROLES
)
# Children are gathered before they are joined: one pass for all names, whatever the tables they are read from.
_LINKS: Final = f"""
      SELECT link.domain_id,
             {_OF_ROLE}
        FROM registry.domain_contact link
        JOIN registry.contact c ON c.id = link.contact_id
        JOIN registry.domain own ON own.id = link.domain_id
       WHERE {_OWN}
       GROUP BY link.domain_id"""
_SERVERS: Final = f"""
      SELECT s.domain_id, string_agg(s.name, ' ' ORDER BY s.name COLLATE "C") AS names
        FROM (SELECT link.domain_id, h.name::text AS name
                FROM registry.domain_host link
                JOIN registry.host h ON h.id = link.host_id
               UNION ALL
              SELECT n.domain_id, n.name::text
                FROM registry.domain_nameserver n) s
        JOIN registry.domain own ON own.id = s.domain_id
       WHERE {_OWN}
       GROUP BY s.domain_id"""

# d: the name · sponsor · registrant, admin, tech, billing: contacts, the first by handle where there are several of a role ·
# links: the handles of all of a role · servers: the names of its name servers.
NAMES: Final = Source(
    rows=f"""registry.domain d
      JOIN registry.registrar sponsor ON sponsor.id = d.registrar_id
      LEFT JOIN ({_LINKS}) links ON links.domain_id = d.id
      LEFT JOIN ({_SERVERS}) servers ON servers.domain_id = d.id
      LEFT JOIN registry.contact registrant ON registrant.id = d.registrant_id
      LEFT JOIN registry.contact admin ON admin.id = links.admin_id
      LEFT JOIN registry.contact tech ON tech.id = links.tech_id
      LEFT JOIN registry.contact billing ON billing.id = links.billing_id""",
    where="d.registrar_id = :registrar_id AND d.tld_id = ANY(:tlds)",
    key="d.id",
)
BY_NAME: Final = 'd.name COLLATE "C"'


def _linked(which: str = "true") -> str:
    return f"""
           SELECT own.registrant_id
             FROM registry.domain own
            WHERE {_OWN}
              AND own.registrant_id IS NOT NULL
              AND {which}
            UNION
           SELECT link.contact_id
             FROM registry.domain_contact link
             JOIN registry.domain own ON own.id = link.domain_id
            WHERE {_OWN}
              AND {which}"""


# c: the contact; each once, whoever sponsors it.
HANDLES: Final = Source(rows="registry.contact c", where=f"c.id IN ({_linked()})", key="c.id")
BY_HANDLE: Final = 'c.handle COLLATE "C"'

# Of those, what became otherwise since an earlier reading (registry/store/differences.py): names, and handles that did so or that
# such a name refers to.
DIFFERING_NAMES: Final = f"d.id IN ({differences.differing(NAME)})"
DIFFERING_HANDLES: Final = (
    f"(c.id IN ({differences.differing(HANDLE)}) OR c.id IN ({_linked(f'own.id IN ({differences.differing(NAME)})')}))"
)


def form_sql(contact: str, preferred: str) -> str:
    """The postal information of a contact in the form that is preferred, `int` or `loc`, or in the one that there is."""
    return f"(CASE WHEN {contact}.postal->1->>'type' = '{preferred}' THEN {contact}.postal->1 ELSE {contact}.postal->0 END)"


def street_sql(form: str) -> str:
    """The lines of the street of such a form, as one."""
    lines = f"jsonb_array_elements_text({form}->'street') WITH ORDINALITY AS s (line, number)"
    return f"(SELECT string_agg(s.line, ', ' ORDER BY s.number) FROM {lines})"
