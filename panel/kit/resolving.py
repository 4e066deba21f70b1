"""Asking the DNS for what a domain says of itself."""

from typing import Final, Protocol

import dns.asyncresolver
import dns.exception
import dns.resolver

# Seconds that an answer may take, with all tries.
PATIENCE: Final = 5.0
_PORT: Final = 53


class DnsSilent(Exception):
    """The DNS does not answer: another try may have more luck. Says what came instead."""


class Resolver(Protocol):
    async def texts(self, name: str) -> list[str]:
        """The TXT records of a name; none where there is no such name. Raises DnsSilent."""


class AskedResolver:
    """A resolver that is asked by its protocol: at an address (`host` or `host:port`), empty: as the system has it."""

    def __init__(self, address: str = "") -> None:
        self._address = address

    async def texts(self, name: str) -> list[str]:
        try:
            answer = await self._way().resolve(name, "TXT", lifetime=PATIENCE, search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        except (dns.exception.DNSException, OSError, ValueError) as error:
            raise DnsSilent(str(error)[:200] or type(error).__name__) from None
        return [b"".join(each.strings).decode(errors="replace") for each in answer]

    def _way(self) -> dns.asyncresolver.Resolver:
        way = dns.asyncresolver.Resolver(configure=not self._address)
        if self._address:
            host, colon, port = self._address.rpartition(":")
            is_bare = not colon or "]" in port or (":" in host and not host.startswith("["))
            way.nameservers = [(self._address if is_bare else host).strip("[]")]
            way.port = _PORT if is_bare else int(port)
        return way
