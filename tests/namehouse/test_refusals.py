"""Whatever is wrong with a command of the command line is said in words, with exit code 1 or 2, and never by a traceback.

Long, because it is one table with a few lines for each command, and a command without any fails.
"""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from namehouse.cli import COMMANDS, main
from tests.wire.material import self_signed
from tests.world import TLDS, Clone

pytestmark = pytest.mark.slow  # short each, and four hundred: together ten seconds

HUGE = "99999999999999999999"
PAST, FAR = "2020-01-01T00:00:00Z", "2099-01-01T00:00:00Z"

# Arguments that make no sense, or not here, by command. In a word, {name} is a file of the fixture `files`.
WRONG: dict[str, list[str]] = {
    "account demand-second-factor": ["nobody", "alpha --reason a\x01b"],
    "account list": ["nobody"],
    "account reset-second-factor": ["nobody --reason lost", "nobody --reason  ", "nobody"],
    "audit anchor": ["now"],
    "audit verify": ["--anchor", "--anchor nonsense", "--anchor abcd"],
    "mail queue": ["--state lost", "--most 0", "all"],
    "mail resend": ["", "first", "1", f"{HUGE}"],
    "mail test": ["", "nobody", "one@test.example --language xx", "one@test.example"],
    "rde deposits": ["--days 0", "--days soon", f"--days {HUGE}"],
    "rde keygen": ["--name"],
    "rde registrar export": [
        "--registrar alpha",
        "--registrar alpha --out {folder}",
        "--registrar alpha --out {folder} --specification 1999",
        "--registrar nobody --out {folder} --specification 2024",
        "--registrar alpha --out {folder} --specification 2024 --day soon",
        "--registrar alpha --out {folder} --specification 2024 --day 2999-01-01",
        "--registrar alpha --out {folder} --specification 2024 --since 2026-01-01",
        "--registrar alpha --out {folder} --specification 2024 --day 2026-01-01 --since 2026-01-01",
        "--registrar alpha --out {rules} --specification 2024",
    ],
    "rde registrar run": ["--registrar nobody", "alpha"],
    "rde registrar verify": [
        "/nowhere --specification 2024",
        "{folder}",
        "{folder} --registrar nobody",
        "{folder} --specification 2024",
        "{folder} --specification 2024 --most 0",
    ],
    "rde restore": [
        "/nowhere.xml",
        "{rules}",
        "{octets}",
        "{empty}",
        "{rules} --mapping /nowhere.toml",
        "{rules} --rules {octets}",
        "{rules} --despite NOTHING",
        "{rules} --despite RISE_REGISTRAR_TAKEN",
        "{rules} --limit much",
        "{rules} --most -1",
    ],
    "rde resend": ["one", "1", f"{HUGE}"],
    "rde retry": ["one", "1", f"{HUGE}"],
    "rde run": ["--tld nowhere", "nowhere"],
    "rde seal": ["/nowhere.xml", "{folder}", "{rules}"],
    "rde unseal": [
        "{rules} --key {octets} --out /nowhere/at/all",
        "{rules} --key {octets} --out {folder}",
        "/nowhere.ryde --key {octets} --out out",
        "{rules} --key /nowhere.key --out out",
        "{rules} --key {octets} --out out --limit much",
    ],
    "rde verify": [
        "/nowhere.xml",
        "{rules}",
        "{octets}",
        "{empty}",
        "{rules} --key {octets}",
        "{rules} --sender /nowhere.asc",
        "{rules} --limit much",
        "{rules} --most -1",
        "{rules} --data-model some",
        "{rules} --host-model some",
        "{rules} --repository-ids {octets}",
    ],
    "report dns": [
        "--tld nowhere --month 2020-01 --udp-received 1 --udp-responded 1 --tcp-received 1 --tcp-responded 1",
        "--tld test --month January --udp-received 1 --udp-responded 1 --tcp-received 1 --tcp-responded 1",
        "--tld test --month 2020-01 --udp-received -1 --udp-responded 1 --tcp-received 1 --tcp-responded 1",
        f"--tld test --month 2020-01 --udp-received {HUGE} --udp-responded 1 --tcp-received 1 --tcp-responded 1",
    ],
    "report list": ["--months 0", "--months soon", f"--months {HUGE}"],
    "report resend": ["one", "1", f"{HUGE}"],
    "report retry": ["one", "1", f"{HUGE}"],
    "report run": ["--tld nowhere", "nowhere"],
    "report write": [
        "gossip --tld test --month 2020-01 --out {folder}",
        "activity --tld nowhere --month 2020-01 --out {folder}",
        "activity --tld test --month 2020-13 --out {folder}",
        "activity --tld test --month 2999-01 --out {folder}",
        "activity --tld test --month 2020-01 --out {rules}",
    ],
    "requester add": [
        "police",
        "  --about somebody",
        "police --about  ",
        "police --about somebody --tld nowhere",
        f"police --about somebody --from {FAR} --to {PAST}",
        "police --about somebody --to tomorrow",
        "a\tb --about somebody",
    ],
    "requester change": [
        "police --login jane --no-logins",
        "nobody --about somebody",
        f"nobody --to {PAST}",
        "nobody --to tomorrow",
        "nobody --tld nowhere",
    ],
    "requester history": ["nobody"],
    "requester list": ["nobody"],
    "requester log": ["--level emperor", "--since yesterday", "--most 0", f"--most {HUGE}"],
    "requester renew-token": ["nobody", "nobody --reason a\x01b"],
    "requester resume": ["nobody"],
    "requester suspend": ["nobody"],
    "urs close": ["nothing.test --reason done", "nothing.test --reason  ", "nothing.test"],
    "urs extend": ["nothing.test --reason asked", "nothing.test --free --dry-run --reason asked"],
    "urs list": ["nothing.test", "--provider"],
    "urs lock": ["nothing.test --reason notice", "test --reason notice", "nothing.test"],
    "urs notice": [
        "nothing.test --provider Forum --case 1 --reason notice",
        "nothing.test --provider  --case 1 --reason notice",
        "nothing.test --provider Forum --reason notice",
        "nothing.test --provider Forum --case 1 --received yesterday --reason notice",
    ],
    "urs rollback": ["nothing.test --reason appeal", "nothing.test"],
    "urs show": ["nothing.test"],
    "urs suspend": [
        "nothing.test --ns ns1.example.net --reason decided",
        "nothing.test --ns -bad- --reason decided",
        "nothing.test --ns ns1.example.net --ds 1 2 3 --reason decided",
        "nothing.test --ns ns1.example.net --ds one 13 2 AB --reason decided",
    ],
    "registrar accredit": [
        "nobody test",
        "alpha nowhere",
        "alpha test --from tomorrow",
        "alpha test --from 2099-01-01T00:00:00",
        f"alpha test --from {PAST}",
        f"alpha test --from {FAR} --to {FAR}",
        f"alpha test --to {PAST}",
        "alpha test --contacts sometimes",
        "alpha test --currency euro",
        "alpha test --currency EUR",
        "alpha test --price-group no_good",
        "alpha test --reason \udcff",
    ],
    "registrar add": [
        "alpha --name Again --password correct-horse",
        "x --name Short --password correct-horse",
        "far-too-long-a-handle --name Long --password correct-horse",
        "a\tb --name Tab --password correct-horse",
        "ümlaut --name Umlaut --password correct-horse",
        "fresh --password correct-horse",
        "fresh --name  --password correct-horse",
        "fresh --name a\x01b --password correct-horse",
        "fresh --name a\udcffb --password correct-horse",
        "fresh --name Fresh",
        "fresh --name Fresh --password short",
        f"fresh --name Fresh --password {'p' * 129}",
        "fresh --name Fresh --password correct-horse --iana-id none",
        "fresh --name Fresh --password correct-horse --iana-id 0",
        f"fresh --name Fresh --password correct-horse --iana-id {HUGE}",
        "fresh --name Fresh --password correct-horse --sessions 0",
        f"fresh --name Fresh --password correct-horse --sessions {HUGE}",
        "fresh --name Fresh --password correct-horse --currency dollars",
        "fresh --name Fresh --password correct-horse --tld nowhere",
        "fresh --name Fresh --password correct-horse --network somewhere",
        "fresh --name Fresh --password correct-horse --network 192.0.2.1/24",
    ],
    "registrar bookings": [
        "nobody",
        "alpha --month 2026",
        "alpha --month 9999-12",
        "alpha --currency EUR",
        "alpha --currency \udcff",
    ],
    "registrar certificate add": [
        "nobody {pem}",
        "alpha /nowhere.pem",
        "alpha {folder}",
        "alpha {empty}",
        "alpha {octets}",
        "alpha {ended}",
    ],
    "registrar certificate list": ["nobody"],
    "registrar certificate remove": ["nobody " + "0" * 64, "alpha " + "0" * 64, "alpha fingerprint", "alpha  "],
    "registrar certificate sign": [
        "alpha /nowhere.pem",
        "alpha {folder}",
        "alpha {empty}",
        "alpha {octets}",
        "alpha {pem}",
    ],
    "registrar history": ["nobody", " "],
    "registrar limits": [
        "alpha",
        "nobody --sessions 1",
        "alpha --sessions 0",
        "alpha --sessions many",
        f"alpha --sessions {HUGE}",
        "alpha --credit 100",
        "alpha --open",
        "alpha --currency EUR --credit 100",
        "alpha --currency dollars --open",
        "alpha --currency USD --credit -1",
        f"alpha --currency USD --credit {HUGE}",
        f"alpha --currency USD --low-balance -{HUGE}",
    ],
    "registrar list": ["alpha"],
    "registrar networks clear": ["nobody"],
    "registrar networks list": ["nobody"],
    "registrar networks set": [
        "alpha",
        "nobody 192.0.2.0/24",
        "alpha 192.0.2.0/33",
        "alpha 192.0.2.1/24",
        "alpha everywhere",
        "alpha fe80::1%eth0",
        "alpha 192.0.2.0/24 \udcff",
    ],
    "registrar poll-test": ["nobody", "", "alpha beta"],
    "registrar profile": [
        "alpha",
        "nobody --city Oslo",
        "alpha --kind king",
        "alpha --country XX",
        "alpha --iana-id 0",
        "alpha --street 1 --street 2 --street 3 --street 4",
    ],
    "registrar ote": [
        "Acme",
        "al",
        "ümlaut",
        "acme\udcff",
        "acme --company a\x01b",
        "acme --network somewhere",
        "acme --network 192.0.2.1/24",
        "acme --reason \udcff",
        "--company Acme",
        "--reason why",
        "--reset",
        "nobody --remove",
        "nobody --remove --reset",
        "nobody --remove --company Acme",
    ],
    "registrar password": [
        "alpha",
        "nobody --generate",
        "alpha --password short",
        "alpha --password correct-horse --generate",
    ],
    "registrar rate": [
        "alpha check",
        "alpha steal --per-second 1",
        "nobody check --per-second 1",
        "nobody check --none",
        "alpha check --per-second 0",
        "alpha check --per-second nan",
        "alpha check --per-second inf",
        "alpha check --per-second -1",
        "alpha check --per-second 1 --burst 0",
        f"alpha check --per-second 1 --burst {HUGE}",
        "alpha check --per-second 1 --none",
    ],
    "registrar show": ["nobody", "a\udcffb"],
    "registrar state": [
        "alpha",
        "alpha suspended",
        "alpha asleep --reason none",
        "alpha active --reason none",
        "nobody suspended --reason none",
        "alpha suspended --reason  ",
        "alpha suspended --reason a\nb",
    ],
    "registrar top-up": [
        "alpha 1",
        "alpha much --reason none",
        "nobody 1 --reason none",
        f"alpha {HUGE} --reason none",
        "alpha 9223372036854775807 --reason none",
        "alpha 1 --currency EUR --reason none",
    ],
    "registrar unaccredit": [
        "nobody test",
        "alpha nowhere",
        "alpha test --at tomorrow",
        f"alpha test --at {PAST}",
    ],
    "tld add": [
        "fresh",
        "test --rules {rules}",
        "fresh --rules /nowhere.json",
        "fresh --rules {folder}",
        "fresh --rules {empty}",
        "fresh --rules {octets}",
        "fresh --rules {list}",
        "fresh --rules {deep}",
        "fresh --rules {unknown_key}",
        "fresh --rules {unknown_value}",
        "fresh --rules {missing}",
        "fresh --rules {contradiction}",
        "a..b --rules {rules}",
        "-fresh --rules {rules}",
        "a_b --rules {rules}",
        "a\udcffb --rules {rules}",
        "" + "x" * 64 + " --rules {rules}",
    ],
    "tld change": [
        "test",
        "test --set nonsense",
        "test --set nothing=1",
        "test --set longest_years=0",
        "test --version 999999",
        "test --rules {rules} --version 1",
        "test --rates {lines}",
        "test --phases {octets} --preview",
        "nowhere --set longest_years=9 --preview",
        f"nowhere --rules {{rules}} --at {FAR}",
        f"test --rules {{rules}} --at {PAST}",
        "test --rules {rules} --at tomorrow",
        "test --rules {rules} --at 2099-01-01",
        "scheduled --rules {rules} --at 2091-01-01T00:00:00Z",
        f"test --rules {{unknown_key}} --at {FAR}",
        f"test --rules {{unknown_value}} --at {FAR}",
    ],
    "tld history": ["nowhere", "a\udcffb"],
    "tld list": ["test"],
    "tld show": ["nowhere", " ", "test --at tomorrow"],
    "tld versions": ["nowhere", " "],
    "tld withdraw": ["nowhere 1", "test 999999", "test first"],
    "list all": ["gold"],
    "list history": ["nothing"],
    "list revert": ["nothing --to 2027-01-01T00:00:00Z", "gold", "gold --to tomorrow"],
    "list versions": ["nothing"],
    "list withdraw": ["nothing"],
    "list import": [
        "gold",
        "gold {empty}",
        "gold {octets} --kind premium",
        "gold /nowhere.csv --kind premium",
        "gold {rules} --kind premium",
        "gold {lines} --kind silver",
        "no_good {lines} --kind premium",
        "gold {lines} --kind premium --at tomorrow",
        f"gold {{lines}} --kind premium --at {PAST}",
    ],
    "list show": ["nothing"],
    "idn check": ["two words", "a\udcffb"],
    "idn import": [
        "latin {empty} --url https://tables.example/latin.xml",
        "latin {octets} --url https://tables.example/latin.xml",
        "latin {rules} --url https://tables.example/latin.xml",
        "latin {folder} --url https://tables.example/latin.xml",
        "latin {rules}",
    ],
    "idn list": ["latin"],
    "idn show": ["nothing", "a\udcffb"],
    "tmch import": ["nonsense {empty}", "{empty}"],
    "tmch lists": ["now"],
    "demo clearinghouse": ["--port 70000", "--mishap nonsense", "--mishap dnl=nonsense"],
    "tmch fetch": ["", "dnl", "nonsense"],
    "tmch lordn files": ["--most 0"],
    "tmch lordn judged": ["{empty}", "/nowhere.csv", "{pem}"],
    "tmch lordn resend": ["", "D1-NAMEHSE", "--file 99", "--file x"],
    "tmch lordn send": [""],
    "tmch lordn show": ["99", "x"],
    "tmch lordn waiting": ["--most 0"],
    "tmch lordn write": [
        "nowhere claims {empty}",
        "test landrush {empty}",
        "test claims /nowhere/lordn.csv",
        "a\udcffb claims {empty}",
    ],
    "token issue": [
        "--for renew",
        "--for transfer --frees-reserved",
        "--count 0",
        "--tld nowhere",
        "--label two.labels --tld test",
        "--registrar nobody",
        "--percent 101",
        "--uses 0",
        "--uses 2 --unlimited",
        "--years 1",
        "--years 0 --percent 10",
        "--price -1 --currency USD",
        f"--price {HUGE} --currency USD",
        "--price 1 --currency dollars",
        "--from tomorrow",
        f"--from {FAR} --to {PAST}",
    ],
    "token list": ["all"],
    "token sell": [
        "nobody 1 1 --tld test",
        "alpha 0 1",
        "alpha 1 0",
        f"alpha 1 {HUGE}",
        "alpha 1 1 --currency CHF",
        "alpha 1 1 --currency dollars",
        "alpha 1 1 --tld nowhere",
        "alpha 1 1 --to tomorrow",
        f"alpha 1 1 --from {FAR} --to {PAST}",
    ],
    "token history": ["999999", "first"],
    "token revoke": ["none", "0", HUGE],
    "quote": [
        "one.test",
        "one.nowhere create",
        "one.test steal",
        "one.test create --registrar nobody",
        "one.test create --years 100",
        "one.test create --years 11",
        "one.test create --at tomorrow",
        "one.test create --token nothing",
        "one.test renew --token nothing",
        "one.test create --token a\udcffb",
        "one.test create --phase nowhere",
        "one.test create --phase open:nothing",
        "one.test create --phase a\udcffb",
    ],
    "domain history": ["--all"],
    "domain renewal": ["nothing.test never", "nothing.test sometimes", "a..b never"],
    "domain show": ["nothing.test", "nothing", "a..b", "a\udcffb.test"],
    "domain status": [
        "nothing.test --add serverHold",
        "a..b --add serverHold",
        "nothing.test --add nonsense",
        "nothing.test --add serverHold --case nonsense",
    ],
    "application allocate": ["nothing", "nothing --nonsense"],
    "application defer": ["nothing", "nothing --nonsense"],
    "application hold": ["nothing", "nothing --nonsense"],
    "application invalidate": ["nothing", "nothing --nonsense"],
    "application reject": ["nothing", "nothing --nonsense"],
    "application validate": ["nothing", "nothing --nonsense"],
    "application history": ["nothing"],
    "application list": ["gold"],
    "application show": ["nothing"],
    "rde export": [
        "--tld test",
        "--tld nowhere --out {folder}",
        "--tld test --out {rules}",
        "--tld test --out {folder} --seal",
    ],
    "account add": [
        "x --role king --name X --email x@x.example --password correct-horse",
        "x --role support --name X --email x@x.example",
        "x --role support --name X --email x@x.example --registrar alpha --password correct-horse",
        "x --role registrar --name X --email x@x.example --password correct-horse",
        "x --role registrar --name X --email x@x.example --registrar nobody --password correct-horse",
        "two\twords --role support --name X --email x@x.example --password correct-horse",
        "a\udcffb --role support --name X --email x@x.example --password correct-horse",
    ],
    "demo minute": ["quickly"],
    "demo texts": ["--port 70000", "--port many", "--loud"],
    "demo seed": ["--tld nowhere --domains 10", "--tld test --domains 1", "--tld test --domains many", "--tld test"],
    "db after-restore": ["now"],
    "db golden": ["now"],
    "db migrate": ["0001"],
    "db status": ["now"],
    "db url": ["now"],
    "tls": ["../alpha", "ca", "a"],
    "health": ["", "cook"],
    "doctor": ["now"],
    "up": ["now"],
}


def leaves(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from leaves(inner, (*path, name))
    else:
        yield " ".join(path), command


LEAVES = dict(leaves(main))
DOORS = {name for name, line in COMMANDS.items() if line.door}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("files")
    document = TLDS["example"].document()
    contents: dict[str, bytes] = {
        "rules": json.dumps(document).encode(),
        "empty": b"",
        "octets": bytes(range(256)),
        "list": b"[1]",
        "deep": b"[" * 100_000,
        "unknown_key": json.dumps(document | {"nonsense": 1}).encode(),
        "unknown_value": json.dumps(document | {"contacts": "sometimes"}).encode(),
        "missing": json.dumps({"contacts": "required"}).encode(),
        "contradiction": json.dumps(document | {"longest_years": 0}).encode(),
        "lines": b"car,gold\n",
        "pem": self_signed(folder, "good").certificate.read_bytes(),
        "ended": self_signed(folder, "old", expired=True).certificate.read_bytes(),
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return {name: str(folder / name) for name in contents} | {"folder": str(folder)}


@pytest.fixture(scope="module")
def house(
    loop: asyncio.AbstractEventLoop, database: str, files: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    """The environment of one installation for all that is refused here, because what is refused changes nothing."""
    clone = loop.run_until_complete(Clone.of(database))
    environment = {"DATABASE_URL": clone.url, "NAMEHOUSE_VAR": str(tmp_path_factory.mktemp("var"))}
    assert say(environment, "tld", "add", "scheduled", "--rules", files["rules"]).exit_code == 0
    later = ("--at", "2091-01-01T00:00:00Z")
    assert say(environment, "tld", "change", "scheduled", "--rules", files["rules"], *later).exit_code == 0
    yield environment
    loop.run_until_complete(clone.drop())


def say(environment: dict[str, str], *words: str) -> Result:
    return CliRunner().invoke(main, words, env=environment)


def said_no(result: Result) -> bool:
    """Whether a command ended by itself: one that ends by an exception has exit code 1 here, too."""
    return result.exit_code in (1, 2) and isinstance(result.exception, SystemExit) and "Traceback" not in result.output


def test_every_command_has_arguments_that_are_wrong() -> None:
    assert set(LEAVES) - DOORS - set(WRONG) == set()


@pytest.mark.parametrize("name", LEAVES)
def test_an_option_that_nobody_knows_is_exit_code_2(name: str) -> None:
    result = say({}, *name.split(), "--nonsense")
    assert (result.exit_code, said_no(result)) == (2, True), result.output


@pytest.mark.parametrize("name", [name for name, each in LEAVES.items() if any(one.required for one in each.params)])
def test_a_command_without_its_arguments_is_exit_code_2(name: str) -> None:
    result = say({}, *name.split())
    assert (result.exit_code, said_no(result)) == (2, True), result.output


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "words"),
    [(name, words) for name, cases in WRONG.items() if name in LEAVES for words in cases],
    ids=repr,
)
def test_what_makes_no_sense_is_refused_in_words(
    house: dict[str, str], files: dict[str, str], name: str, words: str
) -> None:
    result = say(house, *name.split(), *[each.format_map(files) for each in words.split(" ")])
    assert said_no(result), (result.output, result.exception)


@pytest.mark.slow
def test_a_database_that_went_away_is_exit_code_1(tmp_path: Path) -> None:
    environment = {"DATABASE_URL": "postgresql://u@127.0.0.1:1/n", "NAMEHOUSE_VAR": str(tmp_path)}
    result = say(environment, "registrar", "list")
    assert (result.exit_code, said_no(result)) == (1, True), result.output
