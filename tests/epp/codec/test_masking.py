"""No secret that a client sends survives in what is kept of its frame."""

import re

import pytest

from epp.codec import envelope, safe
from epp.codec.masking import MASK, masked
from epp.dispatch import Dispatch
from epp.valid import Validity
from registry.errors import Refusal
from tests.epp.talk import NS, command

CANARY = "canary7f3a"
DISPATCH = Dispatch()
VALIDITY = Validity(DISPATCH.namespaces)


def login(inside: str) -> str:
    return command(
        f"<login><clID>alpha</clID>{inside}<options><version>1.0</version><lang>en</lang></options>"
        f"<svcs><objURI>{NS['domain']}</objURI></svcs></login>"
    )


def create(secret: str, declared: str = "") -> str:
    return command(
        f"<create><domain:create {declared}><domain:name>name.test</domain:name>"
        f"<domain:authInfo>{secret}</domain:authInfo></domain:create></create>"
    )


FRAMES = {
    "login": login(f"<pw>{CANARY}</pw><newPW>{CANARY}</newPW>"),
    "authInfo": create(f"<domain:pw>{CANARY}</domain:pw>"),
    "CDATA": create(f"<domain:pw><![CDATA[</domain:pw>{CANARY}]]></domain:pw>"),
    "characters by number": create(f"<domain:pw>{''.join(f'&#{ord(each)};' for each in CANARY)}</domain:pw>"),
    "odd prefix": create(f"<ŵ:pw>{CANARY}</ŵ:pw>", f"xmlns:ŵ='{NS['domain']}'"),
    "default namespace": create(f"<pw xmlns='{NS['domain']}'>{CANARY}</pw>"),
    "comment inside": create(f"<domain:pw>{CANARY}<!-- {CANARY} -->{CANARY}</domain:pw>"),
    "instruction inside": create(f"<domain:pw><?x {CANARY}?>{CANARY}</domain:pw>"),
    "ROID": create(f"<domain:pw roid='{CANARY}-X'>{CANARY}</domain:pw>"),
    "contact": command(
        f"<info><contact:info><contact:id>C-1</contact:id><contact:authInfo><contact:pw>{CANARY}</contact:pw>"
        "</contact:authInfo></contact:info></info>"
    ),
}
INVALID = {
    "attribute": create(f"<domain:pw value='{CANARY}'/>"),
    "attribute named so": command(f"<check><domain:check pw='{CANARY}'/></check>"),
    "elements inside": create(f"<domain:pw><b>{CANARY}</b>{CANARY}</domain:pw>"),
    "text beside": create(f"{CANARY}<domain:pw/>{CANARY}"),
    "other case": create(f"<domain:PW>{CANARY}</domain:PW>"),
    "no namespace": command(f"<create xmlns=''><pw>{CANARY}</pw></create>"),
    "wrong place": command(f"<check><pw>{CANARY}</pw></check>"),
    "wrong name": login(f"<password>{CANARY}</password>"),
    "another wrong name": login(f"<passphrase>{CANARY}</passphrase>"),
    "text in login": login(f"{CANARY}<pw>x</pw>{CANARY}"),
    "too long": login(f"<pw>{CANARY * 3}</pw>"),
}


@pytest.mark.parametrize("kind", FRAMES)
def test_a_valid_frame_keeps_no_secret(kind):
    request = envelope.read(safe.parse(FRAMES[kind].encode()))
    VALIDITY.demand(request)
    kept = masked(request.root, FRAMES[kind], DISPATCH.secrets, approved=True)
    assert CANARY not in kept and MASK in kept
    safe.parse(kept.encode())


@pytest.mark.parametrize("kind", INVALID)
def test_an_invalid_frame_keeps_no_secret_and_its_refusal_tells_none(kind):
    request = envelope.read(safe.parse(INVALID[kind].encode()))
    with pytest.raises(Refusal) as refused:
        VALIDITY.demand(request)
    assert CANARY not in f"{refused.value.value} {refused.value.attribute} {refused.value.reason}"
    assert CANARY not in masked(request.root, INVALID[kind], DISPATCH.secrets, approved=False)


def test_everything_else_is_kept():
    frame = create("<domain:pw/>")
    kept = masked(safe.parse(frame.encode()), frame, DISPATCH.secrets, approved=True)
    assert "name.test" in kept and "ABC-12345" in kept and MASK not in kept


def test_a_frame_without_secrets_is_kept_as_it_was_sent():
    """Also in its comments and blanks; a namespace that has a secret's name in it is not declared here."""
    frame = command("<check><domain:check><domain:name>name.test</domain:name></domain:check></check><!-- kept -->")
    frame = re.sub(r' xmlns:(?!domain=)\w+="[^"]*"', "", frame)
    assert masked(safe.parse(frame.encode()), frame, DISPATCH.secrets, approved=True) == frame
