"""Long passwords, who logs in with what, and what a registrar is told of its security; strangers are told nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest

from epp.commands.login import Login
from epp.session import Service, Session
from registry.actions.registrar_certificates import registrar_pin_certificate
from registry.actions.registrar_password import registrar_password
from registry.errors import ParameterSyntax
from registry.model.login import LITERAL, UserAgent
from tests.epp.talk import CERTIFICATE, EXTENSIONS, NS, OBJECTS, Answer, Talk, command, service_of
from tests.world import PASSWORD
from wire.shell import Peer

LONG = "a passphrase of many words"
AGENT = UserAgent("Registrar Desk 4.2", "Example Python 3.11", "x86_64 Linux 6.1")


def events(answer: Answer) -> list[dict[str, str]]:
    """The attributes of each event, but for its level where that is `warning`."""
    found = answer.root.findall(".//loginSec:event", NS)
    return [{name: value for name, value in each.attrib.items() if value != "warning"} for each in found]


def frame(pw: str, new: str | None = None, inside: str = "", chosen: bool = True) -> str:
    """A login by hand, with this inside its loginSec."""
    uri = f"<svcExtension><extURI>{NS['loginSec']}</extURI></svcExtension>" if chosen else ""
    changed = "" if new is None else f"<newPW>{new}</newPW>"
    return command(
        f"<login><clID>alpha</clID><pw>{pw}</pw>{changed}<options><version>1.0</version><lang>en</lang></options>"
        f"<svcs><objURI>{NS['domain']}</objURI>{uri}</svcs></login>"
        f"<extension><loginSec:loginSec>{inside}</loginSec:loginSec></extension>"
    )


async def enter(service: Service, password: str = PASSWORD, **rest: object) -> Answer:
    """A login in a session that is closed again."""
    talk = Talk(service, CERTIFICATE)
    answer = await talk.login("alpha", password, **rest)
    await talk.session.closed()
    return answer


# --- passwords ------------------------------------------------------------------------------------------------------


async def test_a_long_password_is_given_and_used_through_the_extension(service):
    assert (await enter(service, new_password=LONG)).code == 1000
    assert (await enter(service)).code == 2200, "the short one is over"
    assert (await enter(service, LONG)).code == 1000
    assert (await enter(service, LONG, new_password="short-again")).code == 1000
    assert (await enter(service, "short-again")).code == 1000


@pytest.mark.parametrize("written", [LONG, f"  {LONG}\n", LONG.replace(" ", "\t \r\n  ")])
async def test_blanks_around_it_do_not_count_and_blanks_within_are_one(service, talk, written):
    assert (await enter(service, new_password=LONG)).code == 1000
    assert (await talk.say(frame(LITERAL, inside=f"<loginSec:pw>{written}</loginSec:pw>"))).code == 1000


async def test_only_the_blanks_of_xml_are_blanks(service, talk):
    assert (await enter(service, new_password="no\u00a0break \u3000 here")).code == 1000
    assert (await talk.say(frame(LITERAL, inside="<loginSec:pw>no break here and then</loginSec:pw>"))).code == 2200
    said = "<loginSec:pw>no\u00a0break\n\u3000\nhere</loginSec:pw>"
    assert (await talk.say(frame(LITERAL, inside=said))).code == 1000


@pytest.mark.parametrize(
    ("pw", "new", "inside", "code"),
    [
        (LITERAL, None, "<loginSec:userAgent><loginSec:os>x</loginSec:os></loginSec:userAgent>", 2003),
        (PASSWORD, LITERAL, "<loginSec:userAgent><loginSec:os>x</loginSec:os></loginSec:userAgent>", 2003),
        (PASSWORD, None, "", 2003),
        (PASSWORD, None, f"<loginSec:pw>{LONG}</loginSec:pw>", 2002),
        (PASSWORD, None, f"<loginSec:newPW>{LONG}</loginSec:newPW>", 2002),
        (PASSWORD, "new-horse", f"<loginSec:newPW>{LONG}</loginSec:newPW>", 2002),
        (PASSWORD, LITERAL, f"<loginSec:newPW>{LITERAL}</loginSec:newPW>", 2306),
        (LITERAL, None, "<loginSec:pw>short</loginSec:pw>", 2005),
        (PASSWORD, None, "<loginSec:userAgent/>", 2001),
    ],
)
async def test_a_password_stands_in_one_place(talk, pw, new, inside, code):
    answer = await talk.say(frame(pw, new, inside))
    assert answer.code == code and LONG not in answer.payload.decode()
    assert (await talk.login("alpha")).code == 1000, "nothing was changed"


async def test_who_did_not_choose_the_extension_cannot_send_it_and_is_told_nothing(service, talk):
    await enter(service, "wrong-horse")
    assert (await talk.say(frame(LITERAL, inside=f"<loginSec:pw>{PASSWORD}</loginSec:pw>", chosen=False))).code == 2103
    answer = await talk.login("alpha", extensions=())
    assert answer.code == 1000 and not answer.has("epp:extension")


async def test_an_operator_gives_long_passwords_too_but_never_the_literal(service, world):
    await registrar_password(world.operator, "alpha", LONG)
    assert (await enter(service, LONG)).code == 1000
    with pytest.raises(ParameterSyntax):
        await registrar_password(world.operator, "alpha", LITERAL)


@pytest.mark.parametrize(
    ("new", "code"),
    [
        ("seven-7", 2004),
        ("x" * 129, 2004),
        (PASSWORD, 2306),
        ("my-ALPHA-word", 2306),
        ("eight-88", 1000),
        ("x" * 128, 1000),
    ],
)
async def test_a_new_password_is_judged_and_a_bad_one_changes_nothing(service, new, code):
    answer = await enter(service, new_password=new)
    assert (answer.code, new in answer.payload.decode()) == (code, False)
    assert events(answer) == ([] if code == 1000 else [{"type": "newPW", "level": "error"}])
    assert (await enter(service)).code == (2200 if code == 1000 else 1000)


async def test_a_stranger_learns_nothing_of_what_new_passwords_must_be(service):
    answer = await enter(service, "wrong-horse", new_password="x")
    assert answer.code in (2200, 2005) and not answer.has("loginSec:event")


async def test_what_a_new_password_must_be_is_a_setting(service, world):
    strict = service_of(world, service.worker_id, password_shortest=20, password_longest=30)
    assert (await enter(strict, new_password="x" * 19)).code == 2004
    assert (await enter(strict, new_password="x" * 31)).code == 2004
    assert (await enter(strict, new_password="x" * 20)).code == 1000


# --- events ---------------------------------------------------------------------------------------------------------


async def test_a_password_warns_before_its_end_and_then_opens_only_for_a_good_new_one(service, world):
    aging = service_of(world, service.worker_id, password_days=90, password_warning_days=10)
    end = "2026-05-30T12:00:00.000Z"
    world.clock.advance(days=80, milliseconds=-1)
    assert events(await enter(aging)) == []
    world.clock.advance(milliseconds=1)
    assert events(await enter(aging)) == [{"type": "password", "exDate": end}]
    assert (await enter(service)).code == 1000 and events(await enter(service)) == [], "elsewhere passwords do not age"
    world.clock.advance(days=10)
    over = {"type": "password", "level": "error", "exDate": end}
    refused = await enter(aging)
    assert refused.code == 2200 and events(refused) == [over]
    bad = await enter(aging, new_password="seven-7")
    assert bad.codes == [2200, 2004] and events(bad) == [over, {"type": "newPW", "level": "error"}]
    assert events(await enter(aging, "wrong-horse")) == [], "who does not know it is not told either"
    renewed = await enter(aging, new_password="another-horse")
    assert renewed.code == 1000 and "password" not in [each["type"] for each in events(renewed)]
    world.clock.advance(days=79)
    assert events(await enter(aging, "another-horse")) == []


async def test_a_password_of_an_operator_is_as_old_as_it_is(service, world):
    aging = service_of(world, service.worker_id, password_days=90)
    world.clock.advance(days=60)
    await registrar_password(world.operator, "alpha", "given-horse")
    world.clock.advance(days=60)
    assert (await enter(aging, "given-horse")).code == 1000


async def test_a_certificate_warns_before_the_end_of_the_one_that_was_shown(service, world):
    now = world.clock.now()
    await registrar_pin_certificate(world.operator, "beta", b"another", now, now + timedelta(days=40))
    for certificate, told in (
        (b"another", [{"type": "certificate", "exDate": "2026-04-10T12:00:00.000Z"}]),
        (CERTIFICATE, []),
    ):
        early = Talk(service, certificate)
        assert events(await early.login("beta")) == []
        await early.session.closed()
        world.clock.advance(days=10)
        late = Talk(service, certificate)
        assert events(await late.login("beta")) == told
        await late.session.closed()
        world.clock.advance(days=-10)


@pytest.mark.parametrize(
    ("protocol", "cipher", "recommended", "told"),
    [
        ("TLSv1.3", "TLS_AES_128_GCM_SHA256", "TLSv1.3", []),
        ("TLSv1.2", "ECDHE-ECDSA-AES128-GCM-SHA256", "TLSv1.2", []),
        (None, None, "TLSv1.3", []),
        ("TLSv1.2", "ECDHE-RSA-CHACHA20-POLY1305", "TLSv1.3", [("tlsProtocol", "TLSv1.2")]),
        (
            "TLSv1.1",
            "ECDHE-RSA-AES128-SHA",
            "TLSv1.2",
            [("cipher", "ECDHE-RSA-AES128-SHA"), ("tlsProtocol", "TLSv1.1")],
        ),
        ("TLSv1.2", "AES128-GCM-SHA256", "TLSv1.2", [("cipher", "AES128-GCM-SHA256")]),
    ],
)
async def test_a_connection_below_what_is_recommended_is_warned_of(service, world, protocol, cipher, recommended, told):
    recommending = service_of(world, service.worker_id, tls_recommended=recommended)
    talk = Talk(recommending, CERTIFICATE)
    talk.session = Session(recommending, Peer("127.0.0.1", 49152, CERTIFICATE, protocol, cipher))
    talk.session.open()
    assert [(each["type"], each["value"]) for each in events(await talk.login("alpha"))] == told


async def test_failed_logins_are_counted_in_all_sessions_until_one_succeeds(service, world):
    assert events(await enter(service)) == []
    world.clock.advance(days=1, hours=2)
    for number in range(4):
        await enter(service, f"wrong-horse-{number}")
    stranger = Talk(service, b"a wrong certificate")
    assert (await stranger.login("alpha")).code == 2200
    assert (await Talk(service, CERTIFICATE).login("nobody", "wrong")).code in (2200, 2005)
    world.clock.advance(seconds=30)
    told = {"type": "stat", "name": "failedLogins", "value": "5", "duration": "P1DT7230S"}
    assert events(await enter(service)) == [told]
    assert events(await enter(service)) == [], "and from there anew"


# --- who logs in with what ------------------------------------------------------------------------------------------


async def test_what_a_client_is_made_of_is_kept_with_its_session_and_logged(service, talk, world, capsys):
    assert (await talk.say(Login("alpha", PASSWORD, None, OBJECTS, EXTENSIONS, user_agent=AGENT))).code == 1000
    (row,) = await world.fetch("SELECT app, tech, os FROM registry.session")
    assert tuple(row) == (AGENT.app, AGENT.tech, AGENT.os)
    assert AGENT.app in capsys.readouterr().out
    for part in (replace(AGENT, app=None), replace(AGENT, tech=None), UserAgent(os="x" * 1000)):
        talk = Talk(service, CERTIFICATE)
        assert (await talk.say(Login("beta", PASSWORD, None, OBJECTS, EXTENSIONS, user_agent=part))).code == 1000
    assert [len(row["os"]) for row in await world.fetch("SELECT os FROM registry.session ORDER BY id")] == [
        16,
        16,
        16,
        255,
    ]


async def test_no_password_reaches_a_log(service, talk, world, capsys, caplog):
    await talk.say(frame(PASSWORD, LITERAL, f"<loginSec:newPW>{LONG}</loginSec:newPW>"))
    await talk.say(frame(LITERAL, inside=f"<loginSec:pw>{LONG}</loginSec:pw>", chosen=False))
    await Talk(service, CERTIFICATE).say(frame(LITERAL, inside=f"<loginSec:pw>{LONG}</loginSec:pw><x>{LONG}</x>"))
    await service.journal._command_log.flush()
    kept = [row["frame"] or "" for row in await world.fetch("SELECT frame FROM registry.command")]
    assert len(kept) >= 3 and any("loginSec:newPW" in each for each in kept)
    assert not [each for each in (*kept, capsys.readouterr().out, caplog.text) if LONG in each or PASSWORD in each]
