"""Every command this server carries out, by verb and the namespace of its object (None: the session's own)."""

from collections.abc import Mapping
from typing import Final

from epp.codec.namespaces import CONTACT, DOMAIN, HOST
from epp.command import AnyCommand, AnySessionCommand
from epp.commands import (
    contact_check,
    contact_create,
    contact_delete,
    contact_info,
    contact_transfer,
    contact_update,
    domain_check,
    domain_create,
    domain_delete,
    domain_info,
    domain_renew,
    domain_transfer,
    domain_update,
    host_check,
    host_create,
    host_delete,
    host_info,
    host_update,
    login,
    logout,
    poll,
)

COMMANDS: Final[Mapping[tuple[str, str | None], AnyCommand | AnySessionCommand]] = {
    ("login", None): login.COMMAND,
    ("logout", None): logout.COMMAND,
    ("poll", None): poll.COMMAND,
    ("check", DOMAIN): domain_check.COMMAND,
    ("info", DOMAIN): domain_info.COMMAND,
    ("create", DOMAIN): domain_create.COMMAND,
    ("update", DOMAIN): domain_update.COMMAND,
    ("renew", DOMAIN): domain_renew.COMMAND,
    ("transfer", DOMAIN): domain_transfer.COMMAND,
    ("delete", DOMAIN): domain_delete.COMMAND,
    ("check", CONTACT): contact_check.COMMAND,
    ("info", CONTACT): contact_info.COMMAND,
    ("create", CONTACT): contact_create.COMMAND,
    ("update", CONTACT): contact_update.COMMAND,
    ("transfer", CONTACT): contact_transfer.COMMAND,
    ("delete", CONTACT): contact_delete.COMMAND,
    ("check", HOST): host_check.COMMAND,
    ("info", HOST): host_info.COMMAND,
    ("create", HOST): host_create.COMMAND,
    ("update", HOST): host_update.COMMAND,
    ("delete", HOST): host_delete.COMMAND,
}

# The verbs of the protocol (RFC 5730, section 2.9): what is none of these is unknown, what is, but not in the table for
# an object, is not offered.
VERBS: Final = frozenset(
    {"login", "logout", "poll", "check", "info", "create", "update", "renew", "transfer", "delete"}
)
