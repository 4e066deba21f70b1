"""A conversation with an EPP session without a socket: every frame it answers is held against the schemas."""

from dataclasses import dataclass

from lxml import etree

from epp.asking import frame_of
from epp.commands.login import Login
from epp.frames import framed
from epp.journal import Journal
from epp.session import Service, Session, service
from registry.actions.command_log import CommandLog
from registry.settings import Epp
from schemas.xml_schemas import epp_schema
from tests.world import PASSWORD, World
from wire.shell import Peer

NS = {
    "epp": "urn:ietf:params:xml:ns:epp-1.0",
    "domain": "urn:ietf:params:xml:ns:domain-1.0",
    "contact": "urn:ietf:params:xml:ns:contact-1.0",
    "host": "urn:ietf:params:xml:ns:host-1.0",
    "secDNS": "urn:ietf:params:xml:ns:secDNS-1.1",
    "rgp": "urn:ietf:params:xml:ns:rgp-1.0",
    "idn": "urn:ietf:params:xml:ns:idn-1.0",
    "launch": "urn:ietf:params:xml:ns:launch-1.0",
    "fee": "urn:ietf:params:xml:ns:epp:fee-1.0",
    "changePoll": "urn:ietf:params:xml:ns:changePoll-1.0",
    "allocationToken": "urn:ietf:params:xml:ns:allocationToken-1.0",
    "secureAuthInfo": "urn:ietf:params:xml:ns:epp:secure-authinfo-transfer-1.0",
    "loginSec": "urn:ietf:params:xml:ns:epp:loginSec-1.0",
    "unhandled": "urn:ietf:params:xml:ns:epp:unhandled-namespaces-1.0",
}
OBJECTS = (NS["domain"], NS["contact"], NS["host"])
EXTENSIONS = (
    NS["secDNS"],
    NS["rgp"],
    NS["idn"],
    NS["launch"],
    NS["fee"],
    NS["changePoll"],
    NS["allocationToken"],
    NS["secureAuthInfo"],
    NS["loginSec"],
    NS["unhandled"],
)
SCHEMA = epp_schema(EXTENSIONS)
CERTIFICATE = b"a certificate in DER"


@dataclass(frozen=True)
class Answer:
    """One response (or greeting), parsed and known to be valid."""

    payload: bytes
    root: etree._Element

    @property
    def code(self) -> int:
        return int(self.root.find(".//epp:result", NS).get("code"))

    @property
    def codes(self) -> list[int]:
        return [int(each.get("code")) for each in self.root.findall(".//epp:result", NS)]

    def text(self, path: str) -> str | None:
        return self.root.findtext(f".//{path}", namespaces=NS)

    def texts(self, path: str) -> list[str]:
        return [each.text for each in self.root.findall(f".//{path}", NS)]

    def has(self, path: str) -> bool:
        return self.root.find(f".//{path}", NS) is not None

    @property
    def reason(self) -> str | None:
        return self.text("epp:reason")


def read_frame(frame: bytes) -> Answer:
    length, payload = int.from_bytes(frame[:4]), frame[4:]
    assert length == len(frame)
    root = etree.fromstring(payload)
    assert SCHEMA.validate(root), f"{SCHEMA.error_log}\n{payload.decode()}"
    return Answer(payload, root)


def service_of(world: World, worker_id: int, **settings: object) -> Service:
    return service(world.registry, Epp(**settings), worker_id, Journal(CommandLog(world.store)))


class Talk:
    """One connection."""

    def __init__(self, service: Service, certificate: bytes | None = None, address: str = "127.0.0.1") -> None:
        self.session = Session(service, Peer(address, 49152, certificate))
        self.greeting = read_frame(self.session.open())

    async def say(self, what: bytes | str | object, cltrid: str | None = None) -> Answer:
        """Send a payload, or the frame that asks for a wish."""
        if isinstance(what, str):
            what = what.encode()
        payload = what if isinstance(what, bytes) else frame_of(what, cltrid)
        (request,) = self.session.receive(framed(payload))
        return read_frame(await self.session.answer(request))

    async def login(self, handle: str, password: str = PASSWORD, **rest: object) -> Answer:
        offered = {"objects": OBJECTS, "extensions": EXTENSIONS} | rest
        return await self.say(Login(handle, password, **offered))


def command(inside: str, cltrid: str | None = "ABC-12345") -> str:
    """A frame around a verb's element, written by hand; the prefixes of all objects and extensions are declared."""
    declared = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in NS.items() if prefix != "epp")
    transaction = "" if cltrid is None else f"<clTRID>{cltrid}</clTRID>"
    return f'<epp xmlns="{NS["epp"]}"{declared}><command>{inside}{transaction}</command></epp>'
