"""A few objects worth looking up, and somebody who asks: the ground of the tests of this door."""

from registry.actions.domain_create import domain_create
from registry.model.change import NameServers
from registry.model.contact import Disclose
from registry.model.dnssec import DsData
from registry.model.domain import ContactLink
from registry.model.period import Period, add_years
from registry.requests.domain import DomainCreate
from registry.settings import Whois
from tests.world import World
from whois.limits import RateLimit
from whois.port43.session import Port43
from wire.shell import Peer

STRANGER = "203.0.113.9"
SECRET = "a-secret-of-twenty-characters"
PERSONAL = ("Ada Lovelace", "ada@home.example", "12 St James Square", "London", "SW1Y 4JH", "GB", "+44.2079460123")


async def number_objects(world: World) -> None:
    """ROIDs start at 1000: a sequence does not roll back with the transaction."""
    await world.fetch("SELECT setval('registry.object_number', 999)")


async def add_person(
    world: World, handle: str, registrar: str = "alpha", *, org: str | None = None, disclose: Disclose | None = None
) -> None:
    name, email, street, city, code, country, voice = PERSONAL
    await world.fetch(
        """INSERT INTO registry.contact (id, roid, handle, registrar_id, postal, voice, email, created_by, created_at, disclose)
           SELECT id, 'C' || id || '-NAMEHSE', $1, $2, $3, $4, $5, $2, $6, $7
             FROM nextval('registry.object_number') AS id""",
        handle,
        world.numbers[registrar],
        [
            {
                "type": "int",
                "name": name,
                "org": org,
                "street": [street],
                "city": city,
                "postal_code": code,
                "country": country,
            }
        ],
        voice,
        email,
        world.clock.now(),
        {"flag": disclose.flag, "fields": sorted(disclose.fields)} if disclose else None,
    )


async def add_host(world: World, name: str, *addresses: str, above: str | None = None, by: str = "alpha") -> None:
    await world.fetch(
        """INSERT INTO registry.host
                  (id, roid, name, superordinate_id, registrar_id, addresses, created_by, created_at)
           SELECT id, 'H' || id || '-NAMEHSE', $1, (SELECT id FROM registry.domain WHERE name = $2), $3,
                  $4::text[]::inet[], $3, $5
             FROM nextval('registry.object_number') AS id""",
        name,
        above,
        world.numbers[by],
        list(addresses),
        world.clock.now(),
    )


async def register(world: World, name: str, by: str = "alpha", years: int = 1) -> None:
    await domain_create(world.as_(by), DomainCreate(name, Period(years), authinfo=SECRET))


async def register_with_everything(world: World) -> None:
    """`everything.test`: contacts, name servers of its own and another's, a signature."""
    await add_person(world, "ADA-1")
    await add_host(world, "ns1.elsewhere.net")
    await domain_create(
        world.as_("alpha"),
        DomainCreate(
            "everything.test",
            Period(2),
            NameServers(("ns1.elsewhere.net",)),
            "ADA-1",
            (ContactLink("admin", "ADA-1"), ContactLink("tech", "ADA-1"), ContactLink("billing", "ADA-1")),
            SECRET,
            (DsData(12345, 13, 2, "AB" * 32),),
        ),
    )
    await add_host(world, "ns1.everything.test", "198.51.100.7", "2001:db8::7", above="everything.test")


def port43(world: World, per_minute: int = 0, limit: RateLimit | None = None, profile: str = "icann") -> Port43:
    return Port43(world.registry, Whois(profile=profile), limit or RateLimit(per_minute))


async def converse(door: Port43, *pieces: bytes, address: str = STRANGER) -> bytes | None:
    """What a peer that sends these pieces is answered; None when it would be left waiting for the end of the line."""
    session = door.session(Peer(address, 50000, None))
    assert session.open() == b""
    requests = [request for piece in pieces for request in session.receive(piece)]
    assert len(requests) <= 1, "one conversation, one query"
    answers = [await session.answer(request) for request in requests]
    assert session.closing == bool(answers)
    await session.closed()
    if not answers:
        return None
    return answers[0] if isinstance(answers[0], bytes) else b"".join([piece async for piece in answers[0]])


async def ask(world: World, query: str, profile: str = "icann") -> str:
    answer = await converse(port43(world, profile=profile), query.encode() + b"\r\n")
    assert answer is not None
    return answer.decode()


async def many_served(world: World, count: int) -> None:
    """So many domains whose only name server is one of another's."""
    await number_objects(world)
    await add_host(world, "ns1.elsewhere.net")
    await world.fetch(
        """WITH made AS (
               INSERT INTO registry.domain
                      (id, roid, name, tld_id, registrar_id, created_by, created_at, expires_at, next_due)
               SELECT 5000000 + n, 'D' || 5000000 + n || '-NAMEHSE', 'served' || n || '.example', t.id, $1, $1,
                      $3, $4, $4
                 FROM generate_series(1, $2::integer) AS n, registry.tld t
                WHERE t.name = 'example'
            RETURNING id)
           INSERT INTO registry.domain_host (domain_id, host_id)
           SELECT made.id, h.id FROM made, registry.host h WHERE h.name = 'ns1.elsewhere.net'""",
        world.numbers["alpha"],
        count,
        world.clock.now(),
        add_years(world.clock.now(), 1),
    )
