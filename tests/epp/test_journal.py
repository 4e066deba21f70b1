"""Every command leaves one line, one count and one duration, under names that clients cannot invent."""

from prometheus_client import REGISTRY
from structlog.testing import capture_logs

from epp import metrics
from registry.requests.domain import DomainCheck, DomainCreate
from tests.epp.talk import command


def counted(**labels: str) -> float:
    return REGISTRY.get_sample_value("namehouse_epp_commands_total", labels) or 0.0


async def test_a_command_is_counted_by_tld_and_result(alpha):
    free = {"command": "domain_check", "tld": "test", "code": "1000"}
    before = counted(**free)
    await alpha.say(DomainCheck(("metrics.test",)))
    assert counted(**free) == before + 1


async def test_strangers_cannot_invent_labels(alpha):
    before = set(metrics._commands)
    for name in ("a.nowhere", "b.elsewhere", "c"):
        await alpha.say(DomainCheck((name,)))
        await alpha.say(command(f"<{name[0]}/>"))
        await alpha.say(command(f"<check><x:check xmlns:x='urn:{name}'/></check>"))
    new = {key[:2] for key in set(metrics._commands) - before}
    assert new <= {("domain_check", ""), ("unknown", "")}


def test_the_service_levels_are_buckets():
    assert {2.0, 4.0} <= set(metrics.BUCKETS)


async def test_a_line_tells_who_what_and_how_it_ended(alpha):
    with capture_logs() as lines:
        await alpha.say(DomainCreate("line.example", authinfo="canary-secret-0123456789"), "LINE-1")
    (line,) = [each for each in lines if each["event"] == "command"]
    assert (line["registrar"], line["verb"], line["object"], line["name"]) == (
        "alpha",
        "create",
        "domain",
        "line.example",
    )
    assert line["code"] == 1000 and line["cltrid"] == "LINE-1" and line["svtrid"].startswith("NH-")
    assert "canary" not in str(lines)


async def test_a_transform_is_written_once_and_a_secret_never(alpha, world):
    await alpha.say(DomainCreate("once.example", authinfo="canary-secret-0123456789"), "ONCE-1")
    await alpha.say(DomainCreate("once.example", authinfo="canary-secret-0123456789"), "ONCE-2")
    await alpha.session._service.journal._command_log.flush()
    rows = await world.fetch("SELECT cltrid, code, frame FROM registry.command WHERE name = 'once.example' ORDER BY id")
    assert [(row["cltrid"], row["code"]) for row in rows] == [("ONCE-1", 1000), ("ONCE-2", 2302)]
    assert "canary" not in str([dict(row) for row in rows]) and "***" in rows[0]["frame"]
    kept = await world.fetch("SELECT row_to_json(h)::text AS line FROM registry.history h")
    assert "canary" not in str([dict(row) for row in kept])


async def test_sessions_are_gauged_by_state(service):
    from tests.epp.talk import CERTIFICATE, Talk

    def now(state: str) -> float:
        return REGISTRY.get_sample_value("namehouse_epp_sessions", {"state": state}) or 0.0

    greeted, opened = now("greeted"), now("open")
    talk = Talk(service, CERTIFICATE)
    assert now("greeted") == greeted + 1
    await talk.login("alpha")
    assert (now("greeted"), now("open")) == (greeted, opened + 1)
    await talk.session.closed()
    assert now("open") == opened
