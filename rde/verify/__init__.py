"""Holding deposits, whoever made them, against everything that an escrow agent or ICANN would refuse them for."""

from rde.verify.deposit import DepositInvalid, Seen, validate, verify_xml

__all__ = ["DepositInvalid", "Seen", "validate", "verify_xml"]
