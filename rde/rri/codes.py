"""Result codes of the interface: what each says, and whether another try may have more luck."""

from collections.abc import Mapping
from typing import Final

ACCEPTED: Final = 1000
# The interface is switched off for the TLD: the only refusal that goes away by waiting.
SWITCHED_OFF: Final = 2007

MEANINGS: Final[Mapping[int, str]] = {
    ACCEPTED: "accepted",
    2001: "it does not satisfy the schema",
    2002: "the month was reported already, and the last day for that has passed",
    2003: "it has a negative number",
    2004: "its date is in the future, or its month is not over",
    2005: "its version is unknown",
    2006: "its id is not the one of the address",
    SWITCHED_OFF: "the interface is switched off for the TLD",
    2008: "its date lies before the TLD was created",
    2101: "its totals are not the sums of its lines",
    2102: "it names a registrar that is not accredited",
    2103: "the second field of its totals is not empty",
    2105: "it is not in UTF-8",
    2111: "the month of the address is none",
    2202: "its TLD is not the one of the address",
    2205: "it is of a DIFF where a FULL is due",
    2206: "it counts names both in XML and in CSV",
    2209: "its header has no TLD",
    2210: "a count has the rcdn of another",
    2211: "it counts one thing twice",
    2212: "a label in it is none",
}


def meaning(code: int) -> str:
    return MEANINGS.get(code, "a code that the interface did not have when this was written")
