"""Hosts of a deposit as the registry knows them (RFC 9022, section 5.2)."""

from typing import Final

from rde.restore.elements import at, created, needed, part, stored, token
from rde.restore.ground import Ground
from rde.verify.kinds import Record
from registry.actions.remember import written as as_json
from registry.model.host import Host, parsed
from registry.model.status import HOST_CLIENT, servers_own
from registry.policy.host_case import superordinate_name
from registry.store.rising import Staged

_STORED: Final = HOST_CLIENT | servers_own(HOST_CLIENT)
_DERIVED: Final = frozenset({"ok", "linked", "pendingTransfer", "pendingDelete"})


def host(each: Record, ground: Ground) -> Staged:
    """Raises Unfit. Whether the name above it is registered is seen when all is read."""
    sponsor = ground.party(needed(each, "clID"))
    assert sponsor
    above = superordinate_name(each.key, ground.book)
    above = None if above == each.key else above
    texts = [text for address in each.all("addr") if (text := token(address))]
    addresses = tuple(address for text in texts if (address := parsed(text)))
    if (above is None and addresses) or len(addresses) < len(texts):
        ground.find(
            "RISE_DETAIL_DROPPED", each.about, "addresses of a host outside our TLDs, or that are none, are not kept"
        )
    found = Host(
        id=0,
        roid=needed(each, "roid"),
        name=each.key,
        superordinate=above,
        registrar=sponsor,
        addresses=tuple(dict.fromkeys(addresses)) if above else (),
        statuses=stored(each, ground, _STORED, _DERIVED),
        linked=True,
        created_at=created(each, ground),
        created_by=ground.party(part(each, "crRr")) or sponsor,
        updated_at=at(each, "upDate"),
        updated_by=ground.party(part(each, "upRr")),
        transferred_at=at(each, "trDate"),
        version=1,
    )
    return Staged("host", found.name, found.roid, as_json(found))
