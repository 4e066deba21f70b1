"""Parts that domains, contacts and hosts have in common; `prefix` is the object's (`domain`, `contact`, `host`)."""

import ipaddress
from typing import Final, cast

from epp.codec.envelope import Fragment
from epp.codec.markup import NOTHING, Element, Markup, instant, leaf, leaf_if, line, node, rooted, text, token
from epp.codec.namespaces import PREFIXES
from epp.codec.results import COMPLETED, PENDING
from registry.errors import OptionNotOffered, ParameterSyntax
from registry.model.change import Availability, TransferView
from registry.model.host import Address
from registry.model.poll import PendingActionNotice
from registry.model.transfer import TransferOperation
from registry.requests.host import ClaimedAddress

# The element that names an object of each kind.
NAMING: Final = {"domain": "domain:name", "contact": "contact:id", "host": "host:name"}


def fragment(prefix: str, local: str, *content: Markup) -> Fragment:
    """The outermost element of an object's part of a response."""
    namespace = PREFIXES[prefix]
    return Fragment(namespace, rooted(f"{prefix}:{local}", namespace, *content))


def read_name(element: Element) -> str:
    """A domain or host name, in lower case; what is not ASCII is left for the rules to judge."""
    name = token(element)
    return name.lower() if name.isascii() else name


def read_names(body: Element) -> tuple[str, ...]:
    return tuple([read_name(child) for child in body])


def write_names(prefix: str, verb: str, names: tuple[str, ...]) -> Markup:
    """A command that holds nothing but names: check, and the info or delete of some objects."""
    name = NAMING[prefix]
    return rooted(f"{prefix}:{verb}", PREFIXES[prefix], *[leaf(name, each) for each in names])


# --- availability (RFC 5731, 5732, 5733: section 3.1.1) -------------------------------------------------------------


def write_availability(prefix: str, answers: tuple[Availability, ...]) -> Fragment:
    name, reason, each = NAMING[prefix], f"{prefix}:reason", f"{prefix}:cd"
    return fragment(
        prefix,
        "chkData",
        *[
            Markup(
                f'<{each}><{name} avail="{answer.available:d}">{text(answer.name)}</{name}>'
                f"{leaf_if(reason, answer.reason)}</{each}>"
            )
            for answer in answers
        ],
    )


# --- secrets --------------------------------------------------------------------------------------------------------


def read_secret(element: Element) -> tuple[str, str | None]:
    """The authorization information of an `authInfo`, and the ROID that says whose it is."""
    secret = element[0]
    if not str(secret.tag).endswith("}pw"):
        raise OptionNotOffered("Authorization information is a password here.")
    return line(secret), secret.get("roid")


def read_new_secret(element: Element) -> str | None:
    """Authorization information to be kept; empty or `null` means none (RFC 9154, section 5)."""
    if str(element[0].tag).endswith("}null"):
        return None
    return read_secret(element)[0] or None


def write_secret(prefix: str, secret: str | None, roid: str | None = None) -> Markup:
    """An `authInfo`; without a secret it is empty."""
    return node(f"{prefix}:authInfo", node(f"{prefix}:pw", text(secret or ""), roid=roid))


# --- statuses and addresses -----------------------------------------------------------------------------------------


def write_statuses(prefix: str, statuses: tuple[str, ...]) -> Markup:
    return Markup("".join([f'<{prefix}:status s="{text(status)}"/>' for status in statuses]))


def read_status(element: Element) -> str:
    return (element.get("s") or "").strip()


def read_claimed_address(element: Element) -> ClaimedAddress:
    """An address as it is written, with the family it claims to be of (v4 where it does not say)."""
    return token(element), "v6" if (element.get("ip") or "").strip() == "v6" else "v4"


def read_address(element: Element) -> Address:
    """An address; raises ParameterSyntax where it is none of the family it claims."""
    written, family = read_claimed_address(element)
    try:
        if family == "v4":
            return ipaddress.IPv4Address(written)
        if "%" not in written:
            return ipaddress.IPv6Address(written)
    except ValueError:
        pass
    raise ParameterSyntax(f"This is not an IP{family} address.", "domain:hostAddr", written)


def write_address(tag: str, written: str, family: str) -> Markup:
    return Markup(f'<{tag} ip="{family}">{text(written)}</{tag}>')


def write_addresses(tag: str, addresses: tuple[Address, ...]) -> Markup:
    return Markup("".join([write_address(tag, str(each), f"v{each.version}") for each in addresses]))


# --- transfers and pending actions ----------------------------------------------------------------------------------


def write_transfer(view: TransferView) -> Fragment:
    """Who acts and until when, while it is pending; who acted and when, after that (RFC 5731, section 3.1.3)."""
    prefix, transfer = view.object, view.transfer
    expires_at = transfer.expires_at if prefix == "domain" else None
    return fragment(
        prefix,
        "trnData",
        leaf(NAMING[prefix], view.name),
        leaf(f"{prefix}:trStatus", transfer.status),
        leaf(f"{prefix}:reID", transfer.gaining),
        leaf(f"{prefix}:reDate", instant(transfer.requested_at)),
        leaf(f"{prefix}:acID", transfer.acted_by or transfer.losing),
        leaf(f"{prefix}:acDate", instant(transfer.acted_at or transfer.act_by)),
        leaf(f"{prefix}:exDate", instant(expires_at)) if expires_at else NOTHING,
    )


def write_pending_action(notice: PendingActionNotice) -> Fragment:
    """What became of a command that was answered with 1001 (RFC 5731, section 3.3)."""
    prefix = notice.object
    name = NAMING[prefix]
    return fragment(
        prefix,
        "panData",
        node(name, text(notice.name), paResult=f"{notice.succeeded:d}"),
        node(f"{prefix}:paTRID", leaf_if("clTRID", notice.cltrid), leaf("svTRID", notice.svtrid)),
        leaf(f"{prefix}:paDate", instant(notice.at)),
    )


def write_transfer_result(operation: TransferOperation, view: TransferView) -> tuple[int, Fragment]:
    """A transfer as the answer to a command about it; a request that now waits for the sponsor is a promise (1001)."""
    code = PENDING if operation == "request" and view.transfer.is_pending else COMPLETED
    return code, write_transfer(view)


def read_operation(body: Element) -> TransferOperation:
    """The operation, which stands in the verb's element around the object's."""
    verb = body.getparent()
    assert verb is not None
    return cast(TransferOperation, (verb.get("op") or "").strip())
