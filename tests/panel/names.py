"""A DNS server on loopback that answers what it is told to, by the protocol: for tests of what asks the DNS."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import dns.message
import dns.rcode
import dns.rrset

# What the DNS that houses ask says at every name that proves a sender, unless a test has it say something else.
TOKEN_IN_DNS = "0" * 32


class Agreeing:
    """A `panel.kit.resolving.Resolver` of a world in which everybody agrees."""

    async def texts(self, name: str) -> list[str]:
        return [f"namehouse-sender={TOKEN_IN_DNS}"] if name.startswith("_namehouse.") else []


class Names(asyncio.DatagramProtocol):
    """`texts` are the TXT records by name; a name that is not there does not exist, and one that is None has no answer."""

    def __init__(self, texts: Mapping[str, list[str] | None]) -> None:
        self.texts = texts
        self.asked: list[str] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, peer: tuple[str, int]) -> None:
        question = dns.message.from_wire(data)
        name = question.question[0].name.to_text(omit_final_dot=True).lower()
        self.asked.append(name)
        answer = dns.message.make_response(question)
        if name not in self.texts:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        elif (texts := self.texts[name]) is None:
            return
        elif texts:
            quoted = [f'"{each}"' for each in texts]
            answer.answer.append(dns.rrset.from_text(f"{name}.", 60, "IN", "TXT", *quoted))
        self.transport.sendto(answer.to_wire(), peer)


@asynccontextmanager
async def served(texts: Mapping[str, list[str] | None]) -> AsyncIterator[str]:
    """The address of a server with these records, which may change meanwhile."""
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(lambda: Names(texts), local_addr=("127.0.0.1", 0))
    try:
        host, port = transport.get_extra_info("sockname")
        yield f"{host}:{port}"
    finally:
        transport.close()
