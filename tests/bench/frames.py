"""The frames of the bench, made by no code that it measures."""

import struct

DOMAIN = "urn:ietf:params:xml:ns:domain-1.0"
EPP = "urn:ietf:params:xml:ns:epp-1.0"
SERVICES = ("domain", "contact", "host")


def framed(xml: str) -> bytes:
    data = f'<?xml version="1.0" encoding="UTF-8"?><epp xmlns="{EPP}">{xml}</epp>'.encode()
    return struct.pack(">I", len(data) + 4) + data


def login(registrar: str, password: str) -> bytes:
    objects = "".join(f"<objURI>urn:ietf:params:xml:ns:{each}-1.0</objURI>" for each in SERVICES)
    return framed(
        f"<command><login><clID>{registrar}</clID><pw>{password}</pw><options><version>1.0</version><lang>en</lang>"
        f"</options><svcs>{objects}</svcs></login><clTRID>LOGIN</clTRID></command>"
    )


def check(name: str, registrar: str, more: int = 0) -> bytes:
    """With `more` names that are like it."""
    names = "".join(f"<domain:name>{each}</domain:name>" for each in (name, *(f"{at}-{name}" for at in range(more))))
    return framed(
        f'<command><check><domain:check xmlns:domain="{DOMAIN}">{names}</domain:check>'
        f"</check><clTRID>CHECK-1</clTRID></command>"
    )


def info(name: str, registrar: str) -> bytes:
    return framed(
        f'<command><info><domain:info xmlns:domain="{DOMAIN}"><domain:name>{name}</domain:name></domain:info>'
        f"</info><clTRID>INFO-1</clTRID></command>"
    )


def create(name: str, registrar: str) -> bytes:
    letter = registrar[0].upper()
    return framed(
        f'<command><create><domain:create xmlns:domain="{DOMAIN}"><domain:name>{name}</domain:name>'
        f'<domain:period unit="y">1</domain:period><domain:ns><domain:hostObj>ns1.seed-dns.net</domain:hostObj>'
        f"<domain:hostObj>ns2.seed-dns.net</domain:hostObj></domain:ns>"
        f"<domain:registrant>SEED-{letter}1</domain:registrant>"
        f'<domain:contact type="admin">SEED-{letter}1</domain:contact>'
        f'<domain:contact type="tech">SEED-{letter}2</domain:contact>'
        f"<domain:authInfo><domain:pw>bench-secret-of-length</domain:pw></domain:authInfo></domain:create></create>"
        f"<clTRID>CREATE-1</clTRID></command>"
    )


def update(name: str, registrar: str) -> bytes:
    """A new secret: an update that may be repeated for ever."""
    return framed(
        f'<command><update><domain:update xmlns:domain="{DOMAIN}"><domain:name>{name}</domain:name><domain:chg>'
        f"<domain:authInfo><domain:pw>another-secret-of-length-1</domain:pw></domain:authInfo></domain:chg>"
        f"</domain:update></update><clTRID>UPDATE-1</clTRID></command>"
    )


def renew(name: str, expiry: str) -> bytes:
    return framed(
        f'<command><renew><domain:renew xmlns:domain="{DOMAIN}"><domain:name>{name}</domain:name>'
        f'<domain:curExpDate>{expiry}</domain:curExpDate><domain:period unit="y">1</domain:period></domain:renew></renew>'
        f"<clTRID>RENEW-1</clTRID></command>"
    )


FRAMES = {"check": check, "info": info, "create": create, "update": update}
# What registrars send in a day, out of a hundred commands, in an order that is the same in every run.
MIX = ("check",) * 60 + ("info",) * 25 + ("create",) * 8 + ("update",) * 5 + ("renew",) * 2
