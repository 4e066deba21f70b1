"""Where deposits go, and what may come in between: known without the library that speaks SFTP, which only who ships loads."""

from dataclasses import dataclass
from pathlib import Path


class ShipSilent(Exception):
    """The server was not reached, went away or failed: another try may have more luck. Says what happened."""


class ShipDeclines(Exception):
    """The server is not the one we know, or does not want us: people must see to it. Says what is wrong."""


@dataclass(frozen=True, slots=True)
class Destination:
    """Where deposits go. `host_key` is a file with the server's public keys, one a line as OpenSSH writes them; a server that
    has none of them is not spoken with. `key` is our private one, `timeout` the seconds that reaching the server may take."""

    host: str
    port: int
    user: str
    key: Path
    passphrase: str
    host_key: Path
    folder: str
    timeout: float
