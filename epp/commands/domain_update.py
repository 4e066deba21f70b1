"""domain:update, what is added to, removed from and changed about a name (RFC 5731, section 3.2.5)."""

from epp.codec.domain import ADD, AUTH_INFO, CHANGE, NAME, REGISTRANT, REMOVE, read_parts, write_parts
from epp.codec.markup import NOTHING, Element, Markup, leaf, node, rooted, token
from epp.codec.namespaces import DOMAIN
from epp.codec.parts import read_name, read_new_secret, write_secret
from epp.command import Command, nothing
from registry.actions.domain_update import domain_update
from registry.model.change import UNCHANGED, DomainParts, Unchanged
from registry.requests.domain import DomainUpdate


def read(body: Element) -> DomainUpdate:
    parts = {child.tag: child for child in body}
    add, remove, change = parts.get(ADD), parts.get(REMOVE), parts.get(CHANGE)
    changes = {} if change is None else {child.tag: child for child in change}
    registrant, secret = changes.get(REGISTRANT), changes.get(AUTH_INFO)
    return DomainUpdate(
        name=read_name(parts[NAME]),
        add=DomainParts() if add is None else read_parts(add),
        remove=DomainParts() if remove is None else read_parts(remove),
        # an empty registrant takes the registrant away
        registrant=UNCHANGED if registrant is None else token(registrant) or None,
        authinfo=UNCHANGED if secret is None else read_new_secret(secret),
    )


def ask(wish: DomainUpdate) -> Markup:
    return node(
        "update",
        rooted(
            "domain:update",
            DOMAIN,
            leaf("domain:name", wish.name),
            write_parts("domain:add", wish.add),
            write_parts("domain:rem", wish.remove),
            _ask_change(wish),
        ),
    )


def _ask_change(wish: DomainUpdate) -> Markup:
    if wish.registrant is UNCHANGED and wish.authinfo is UNCHANGED:
        # the carrier of an extension still has to hold one empty element (RFC 3915, section 4.2.5)
        return node("domain:chg") if wish.is_empty else NOTHING
    return node(
        "domain:chg",
        NOTHING if isinstance(wish.registrant, Unchanged) else leaf("domain:registrant", wish.registrant or ""),
        _ask_secret(wish.authinfo),
    )


def _ask_secret(secret: str | None | Unchanged) -> Markup:
    if isinstance(secret, Unchanged):
        return NOTHING
    return write_secret("domain", secret) if secret else node("domain:authInfo", node("domain:null"))


COMMAND = Command(read=read, run=domain_update, write=nothing, ask=ask, transforms=True)
