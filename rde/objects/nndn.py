"""Names that are no domains as escrow keeps them: reserved ones, and variants of names (RFC 9022, section 5.6)."""

from typing import Final

from rde.objects import names
from rde.parts import Column, Leaf, Table, instant, node, safe
from registry.model.kept_name import KeptName
from registry.store import escrow

_NAME: Final[Leaf[KeptName]] = safe("rdeNNDN:aName", "k.name", lambda kept: kept.name)

NNDN_TABLE: Final[Table[KeptName]] = Table(
    names.NNDN,
    node(
        "rdeNNDN:NNDN",
        _NAME,
        Leaf("rdeNNDN:uName", Column("k.name", lambda kept: kept.name, "unicode", optional=True)),
        Leaf("rdeNNDN:idnTableId", Column("k.idn_table", lambda kept: kept.table, optional=True)),
        Leaf("rdeNNDN:originalName", Column("k.original", lambda kept: kept.original, optional=True)),
        safe("rdeNNDN:nameState", "k.state", lambda kept: kept.state),
        instant("rdeNNDN:crDate", "k.created_at", lambda kept: kept.created_at),
    ),
    escrow.KEPT_NAMES,
    _NAME,
)
