"""The transfer that an object tells of: one that is pending, or the last there was."""

from datetime import datetime
from typing import Final, get_args

from lxml import etree

from rde.restore.elements import child, instant, token
from rde.restore.ground import Ground
from rde.verify.kinds import Record
from registry.model.transfer import Transfer, TransferStatus

_STATUSES: Final[dict[str, TransferStatus]] = {each: each for each in get_args(TransferStatus)}


def transfer(each: Record, ground: Ground) -> Transfer | None:
    """Its years are not told: a name's are reckoned (rde/restore/periods.py)."""
    found = each.all("trnData")
    if not found:
        return None
    told = found[0]
    status = _STATUSES.get(token(child(told, "trStatus")) or "")
    gaining, losing = ground.party(token(child(told, "reRr"))), ground.party(token(child(told, "acRr")))
    requested, acted = _at(told, "reDate"), _at(told, "acDate")
    if status is None or gaining is None or losing is None or requested is None or acted is None:
        ground.find("RISE_DETAIL_DROPPED", each.about, "its transfer is not told whole")
        return None
    pending = status == "pending"
    return Transfer(
        id=0,
        status=status,
        gaining=gaining,
        losing=losing,
        requested_at=requested,
        act_by=acted,
        acted_at=None if pending else acted,
        acted_by=None if pending else losing,
        expires_at=_at(told, "exDate"),
    )


def _at(told: etree._Element, name: str) -> datetime | None:
    return instant(token(child(told, name)))
