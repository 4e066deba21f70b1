"""The greeting: who this server is, what it offers, and what becomes of the data it is sent (RFC 5730, section 2.4)."""

from datetime import datetime
from typing import Final

from epp.codec.envelope import document
from epp.codec.markup import NOTHING, instant, leaf, leaves, node
from epp.services import LANGUAGE, VERSION, Menu

# What is true of every registry: data serve administration and provisioning (which includes escrow and directory
# services), are seen by the registry and, by policy, by the public, and are kept as law and contracts demand.
_POLICY: Final = node(
    "dcp",
    node("access", node("all")),
    node(
        "statement",
        node("purpose", node("admin"), node("prov")),
        node("recipient", node("ours"), node("public")),
        node("retention", node("legal")),
    ),
)


def write_greeting(name: str, now: datetime, menu: Menu) -> bytes:
    """A greeting's payload; `name` is the server's (svID)."""
    extensions = node("svcExtension", leaves("extURI", menu.extensions)) if menu.extensions else NOTHING
    offered = node(
        "svcMenu", leaf("version", VERSION), leaf("lang", LANGUAGE), leaves("objURI", menu.objects), extensions
    )
    return document(node("greeting", leaf("svID", name), leaf("svDate", instant(now)), offered, _POLICY))
