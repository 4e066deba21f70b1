"""The header of a deposit: whose it is, and how many objects of each kind exist (RFC 9022, section 5.9)."""

from collections.abc import Mapping

from registry.store.copying import escaped


def header(tld: str, counts: Mapping[str, int]) -> str:
    """`counts` by namespace; the TLD is an A-label without a leading dot."""
    lines = "".join(f'<rdeHeader:count uri="{uri}">{count}</rdeHeader:count>' for uri, count in counts.items())
    return f"<rdeHeader:header><rdeHeader:tld>{escaped(tld)}</rdeHeader:tld>{lines}</rdeHeader:header>"
