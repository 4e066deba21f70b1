"""A session keeps its order: what is legal when, which refusal is which, what is remembered and what is never told."""

import pytest

from epp.commands.login import Login
from epp.commands.logout import Logout
from epp.frames import framed
from epp.states import LEGAL, NEXT
from registry.actions.session_end import session_end
from registry.errors import NotAuthorized, ObjectMissing
from registry.requests.domain import DomainCheck, DomainCreate, DomainInfo
from registry.requests.poll import PollRequest
from registry.store import workers
from tests.epp.talk import CERTIFICATE, EXTENSIONS, NS, OBJECTS, Talk, command, read_frame, service_of

CHECK = "<check><domain:check><domain:name>name.test</domain:name></domain:check></check>"
HELLO = f'<epp xmlns="{NS["epp"]}"><hello/></epp>'


def logging_in(handle="alpha", password="correct-horse", **changes: str) -> str:
    """A login frame by hand, for what no client of ours would send."""
    parts = {
        "version": "1.0",
        "lang": "en",
        "objURI": NS["domain"],
        "extension": "",
        "newPW": "",
    } | changes
    return command(
        f"<login><clID>{handle}</clID><pw>{password}</pw>{parts['newPW']}<options><version>{parts['version']}</version>"
        f"<lang>{parts['lang']}</lang></options><svcs><objURI>{parts['objURI']}</objURI>{parts['extension']}</svcs></login>"
    )


# --- greeting and states --------------------------------------------------------------------------------------------


def test_the_greeting_offers_what_the_tlds_need(talk):
    assert talk.greeting.texts("epp:objURI") == list(OBJECTS)
    assert talk.greeting.texts("epp:extURI") == list(EXTENSIONS)
    assert talk.greeting.text("epp:svDate") == "2026-03-01T12:00:00.000Z"
    assert talk.greeting.has("epp:dcp")


async def test_hello_is_answered_with_a_fresh_greeting_at_any_time(talk, world):
    world.clock.advance(seconds=5)
    assert (await talk.say(HELLO)).text("epp:svDate") == "2026-03-01T12:00:05.000Z"
    assert (await talk.login("alpha")).code == 1000
    assert (await talk.say(HELLO)).has("epp:svcMenu")


async def test_before_login_only_hello_and_login_are_legal(talk):
    for early in (Logout(), PollRequest(), DomainCheck(("name.test",)), DomainInfo("name.test")):
        assert (await talk.say(early)).code == 2002
    assert (await talk.login("alpha")).code == 1000, "nothing was lost by it"


@pytest.mark.feature("REG-01")
async def test_a_second_login_is_refused_before_it_does_anything(alpha):
    assert (await alpha.say(Login("alpha", "correct-horse", "new-password", OBJECTS))).code == 2002
    assert (await alpha.login("beta")).code == 2002
    assert (await alpha.say(PollRequest())).code in (1300, 1301), "the session goes on"
    assert (await alpha.say(Logout())).code == 1500


async def test_logout_ends_the_session(alpha, world):
    assert (await alpha.say(Logout())).code == 1500
    assert alpha.session.closing
    await alpha.session.closed()
    assert await world.fetch("SELECT 1 FROM registry.session") == []
    assert await _over(world) == ["logout"]


async def test_a_lost_connection_gives_back_its_place(alpha, world):
    assert len(await world.fetch("SELECT 1 FROM registry.session")) == 1
    await alpha.session.closed()
    assert await world.fetch("SELECT 1 FROM registry.session") == []
    assert await _over(world) == ["lost"]


async def test_what_the_wire_cut_and_what_ended_by_a_failure_of_ours_is_told_apart(service, world):
    for cut, closing in (("overdue", False), ("stopped", False), ("", True)):
        talk = Talk(service, CERTIFICATE)
        assert (await talk.login("alpha")).code == 1000
        talk.session.cut, talk.session.closing = cut, closing
        await talk.session.closed()
    assert await _over(world) == ["overdue", "stopped", "failed"]


async def _over(world) -> list[str]:
    """How the sessions that are over ended, in their order."""
    return [row["ending"] for row in await world.fetch("SELECT ending FROM registry.past_session ORDER BY id")]


async def test_a_session_is_ended_from_outside_by_the_registry_and_its_own_registrar_alone(alpha, service, world):
    (row,) = await world.fetch("SELECT id FROM registry.session")
    with pytest.raises(NotAuthorized):
        await session_end(world.as_("beta"), row["id"])
    before = alpha.session.patience
    await session_end(world.as_("alpha"), row["id"])
    with pytest.raises(ObjectMissing):
        await session_end(world.operator, row["id"])
    for _ in range(3):  # its place is free, although its row is there
        assert (await Talk(service, CERTIFICATE).login("alpha")).code == 1000
    ended = await world.store.reading(lambda db: workers.ended_of(db, worker_id=service.worker_id))
    service.end_sessions(ended)
    assert ended == [row["id"]] and before > 0 > alpha.session.patience
    assert await alpha.say(HELLO), "what was asked before is answered"
    await alpha.session.closed()
    assert await world.store.reading(lambda db: workers.ended_of(db, worker_id=service.worker_id)) == []
    service.end_sessions(ended)
    assert await _over(world) == ["ended"]


def test_the_state_tables_speak_of_the_same_states():
    assert {state for state, _ in NEXT} | set(NEXT.values()) == set(LEGAL)
    assert all(verb in LEGAL[state] for state, verb in NEXT)


# --- login ----------------------------------------------------------------------------------------------------------


async def test_unknown_id_wrong_password_and_wrong_or_missing_certificate_sound_the_same(service):
    answers = []
    for handle, password, certificate in (
        ("nobody", "correct-horse", CERTIFICATE),
        ("alpha", "wrong-horse", CERTIFICATE),
        ("alpha", "correct-horse", b"another certificate"),
        ("alpha", "correct-horse", None),
    ):
        answer = await Talk(service, certificate).login(handle, password)
        answers.append((answer.code, answer.reason))
    assert len(set(answers)) == 1 and answers[0][0] == 2200


async def test_the_last_failed_login_closes_the_connection(talk):
    assert (await talk.login("alpha", "wrong-1")).code == 2200
    assert (await talk.login("nobody", "wrong-2")).code == 2200
    assert not talk.session.closing
    assert (await talk.login("alpha", "wrong-3")).code == 2501
    assert talk.session.closing


async def test_one_session_too_many_closes_the_connection(service):
    for _ in range(3):
        assert (await Talk(service, CERTIFICATE).login("alpha")).code == 1000
    late = Talk(service, CERTIFICATE)
    assert (await late.login("alpha")).code == 2502
    assert late.session.closing


async def test_a_new_password_is_the_next_one(service):
    first = Talk(service, CERTIFICATE)
    assert (await first.login("beta", new_password="new-horse")).code == 1000
    assert (await Talk(service, CERTIFICATE).login("beta")).code == 2200
    assert (await Talk(service, CERTIFICATE).login("beta", "new-horse")).code == 1000


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"version": "2.0"}, 2100),
        ({"lang": "fr"}, 2102),
        ({"objURI": "urn:example:org-1.0"}, 2307),
        ({"extension": "<svcExtension><extURI>urn:example:fee-1.0</extURI></svcExtension>"}, 2103),
    ],
)
async def test_a_service_that_is_not_offered_is_refused_by_its_own_code_and_changes_nothing(talk, changes, code):
    asked = logging_in(**changes, newPW="<newPW>other-horse</newPW>")
    assert (await talk.say(asked)).code == code
    assert (await talk.login("alpha")).code == 1000, "the password is the old one"


# --- frames ---------------------------------------------------------------------------------------------------------


WRONG = [
    (command("<frobnicate/>"), 2000),
    (command("<check><x:check xmlns:x='urn:example:x'/></check>"), 2307),
    (command("<renew><host:renew><host:name>ns1.name.test</host:name></host:renew></renew>"), 2101),
    (command("<transfer op='query'><host:info><host:name>a.b.test</host:name></host:info></transfer>"), 2001),
    (command("<check><host:info><host:name>a.b.test</host:name></host:info></check>"), 2001),
    (command("<check/>"), 2001),
    (command(CHECK + "<extension><x:x xmlns:x='urn:example:x'/></extension>"), 2103),
    (command("<poll op='ack'/>"), 2003),
    (command("<poll op='dance'/>"), 2005),
    (command("<check><domain:check><domain:name/></domain:check></check>"), 2005),
    (command("<check><domain:check><domain:name>x</domain:name><domain:nom/></domain:check></check>"), 2001),
    (command("<renew><domain:renew><domain:name>name.test</domain:name><domain:curExpDate>2027-03-01</domain:curExpDate>"
             "<domain:period unit='y'>0</domain:period></domain:renew></renew>"), 2004),
    (command(CHECK, "x"), 2005),
    (f'<epp xmlns="{NS["epp"]}"><extension><x/></extension></epp>', 2000),
    (f'<epp xmlns="{NS["epp"]}"/>', 2001),
    ('<epp xmlns="urn:example:epp"><hello/></epp>', 2001),
    ("<hello/>", 2001),
    ("not XML at all", 2001),
    ("<!DOCTYPE epp>" + command(CHECK), 2001),
    (b"\xff\xff\xff\xff", 2001),]  # fmt: skip


async def test_what_is_wrong_with_a_frame_has_its_code_and_the_session_goes_on(alpha):
    for frame, code in WRONG:
        assert (await alpha.say(frame)).code == code, frame
        assert not alpha.session.closing
    assert (await alpha.say(DomainCheck(("name.test",)))).code == 1000


async def test_an_offending_value_is_shown(alpha):
    answer = await alpha.say(
        command(f"<check><domain:check><domain:name>{'x' * 256}</domain:name></domain:check></check>")
    )
    assert (answer.code, answer.text("domain:name")) == (2005, "x" * 256)
    answer = await alpha.say(DomainCreate("-name.test"))
    assert answer.code >= 2000 and answer.text("domain:name") == "-name.test"


async def test_the_clients_number_is_echoed_on_errors_too(talk):
    assert (await talk.say(command(CHECK, "EARLY-1"))).text("epp:clTRID") == "EARLY-1"
    assert (await talk.say(command("<bogus/>", "BOGUS-1"))).text("epp:clTRID") == "BOGUS-1"
    early = command(CHECK, None).replace("<command>", "<command><clTRID>FIRST-1</clTRID>")
    assert (await talk.say(early)).text("epp:clTRID") == "FIRST-1", "even in the wrong place"
    assert (await talk.say(command(CHECK, None))).text("epp:clTRID") is None
    assert (await talk.say(command(CHECK, "x" * 65))).text("epp:clTRID") is None, "it would not be valid"


async def test_every_answer_has_a_number_of_its_own(alpha):
    seen = {(await alpha.say(DomainCheck(("name.test",)))).text("epp:svTRID") for _ in range(20)}
    assert len(seen) == 20


async def test_utf_16_is_understood(alpha):
    frame = command(CHECK).encode("utf-16")
    assert (await alpha.say(frame)).code == 1000


async def test_what_was_not_chosen_at_login_is_refused(talk):
    assert (await talk.login("alpha", objects=(NS["domain"],), extensions=())).code == 1000
    answer = await talk.say(command("<check><host:check><host:name>ns1.name.test</host:name></host:check></check>"))
    assert answer.code == 2307
    restore = "<update><domain:update><domain:name>name.test</domain:name><domain:chg/></domain:update></update>"
    answer = await talk.say(
        command(f"{restore}<extension><rgp:update><rgp:restore op='request'/></rgp:update></extension>")
    )
    assert answer.code == 2103


async def test_an_extension_that_does_not_go_with_the_command_is_a_use_error(alpha):
    restore = "<extension><rgp:update><rgp:restore op='request'/></rgp:update></extension>"
    assert (await alpha.say(command(CHECK + restore))).code == 2002


async def test_several_refusals_become_several_results(alpha):
    answer = await alpha.say(DomainCreate("-name.test", registrant="NOBODY"))
    assert all(code >= 2000 for code in answer.codes) and answer.reason


async def test_the_frame_limit_grows_with_the_login(service):
    talk = Talk(service, CERTIFICATE)
    from wire.shell import Broken

    with pytest.raises(Broken):
        talk.session.receive(framed(b"x" * 10_000))
    talk = Talk(service, CERTIFICATE)
    assert (await talk.login("alpha")).code == 1000
    assert talk.session.receive(framed(b"x" * 10_000)) == [b"x" * 10_000]


async def test_patience_runs_out_for_those_who_never_log_in(world, service):
    talk = Talk(service_of(world, 0, login_timeout=0.1), CERTIFICATE)
    before = talk.session.patience
    await talk.say(HELLO)
    assert talk.session.patience < before, "a hello does not buy time"
    talk = Talk(service, CERTIFICATE)
    await talk.login("alpha")
    assert talk.session.patience == 600


async def test_what_nobody_foresaw_is_2400_and_tells_nothing(alpha, caplog):
    """A statement that fails in the database stands for any fault."""
    await alpha.session._service.registry.store.db.execute("ALTER TABLE registry.domain RENAME TO gone")
    answer = await alpha.say(DomainInfo("name.test"))
    assert answer.code == 2400 and not answer.has("epp:extValue")
    assert "Traceback" in caplog.text and answer.text("epp:svTRID") in caplog.text


# --- the record -----------------------------------------------------------------------------------------------------


async def test_commands_are_written_down(alpha, world):
    await alpha.say(DomainCheck(("name.test",)), "LOG-1")
    await alpha.session._service.journal._command_log.flush()
    sql = "SELECT verb, object, name, code, registrar_id, frame FROM registry.command WHERE cltrid = 'LOG-1'"
    (row,) = await world.fetch(sql)
    assert (row["verb"], row["object"], row["name"], row["code"]) == ("check", "domain", "name.test", 1000)
    assert row["registrar_id"] == world.numbers["alpha"] and "name.test" in row["frame"]


async def test_a_login_is_written_down_as_its_registrars(talk, world):
    await talk.say(logging_in("nobody"))
    await talk.say(logging_in())
    await talk.session._service.journal._command_log.flush()
    rows = await world.fetch("SELECT name, registrar_id, code FROM registry.command WHERE verb = 'login' ORDER BY id")
    assert [tuple(row) for row in rows] == [("nobody", None, 2200), ("alpha", world.numbers["alpha"], 1000)]


def test_answers_are_whole_frames(talk):
    assert read_frame(talk.session.open())
