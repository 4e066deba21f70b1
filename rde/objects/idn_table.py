"""References to IDN tables as escrow keeps them: where each is published, not what is in it (RFC 9022, section 5.5)."""

from typing import Final

from rde.objects import names
from rde.parts import Column, Table, free, node, safe
from registry.store import escrow
from registry.store.idn_tables import TableFacts

IDN_TABLE_TABLE: Final[Table[TableFacts]] = Table(
    names.IDN,
    node(
        "rdeIDN:idnTableRef",
        free("rdeIDN:url", "i.url", lambda table: table.url),
        free("rdeIDN:urlPolicy", "i.policy_url", lambda table: table.policy_url),
        id=Column("i.name", lambda table: table.name),
    ),
    escrow.IDN_TABLES,
    safe("rdeIDN:id", "i.name", lambda table: table.name),
)
