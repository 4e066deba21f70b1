"""Addresses of name servers as elements: the same for host objects and host attributes."""

from rde.parts import Column, Leaf
from registry.model.host import Address


def address(tag: str) -> Leaf[Address]:
    """An address from an array unfolded as `a(address, number)`."""
    version: Column[Address] = Column("CASE family(a.address) WHEN 4 THEN 'v4' WHEN 6 THEN 'v6' END", _version)
    return Leaf(tag, Column("host(a.address)", str), {"ip": version})


def _version(each: Address) -> str:
    return f"v{each.version}"
