"""What the README shows in its blocks of commands can be typed, and gives what it says."""

import re
import shlex
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.stories.installation import ROOT, Installation

pytestmark = pytest.mark.story

SHOWN = [
    line.partition("  #")[0].strip() for line in re.findall(r"^    (\S.*)$", (ROOT / "README.md").read_text(), re.M)
]
COMMANDS = [line for line in SHOWN if not line.startswith("make ")]

# What each gives, by what it begins with; a command that is not here has no test.
GIVES = {
    "whois": "Domain Name: welcome.test",
    "curl": '"ldhName":"welcome.test"',
    "openssl": "<svID>Namehouse EPP</svID>",
    ".venv/bin/namehouse domain": "create",
    ".venv/bin/namehouse rde": "xml",
}


def given(line: str) -> str:
    """What a command of the README must show."""
    return next(wanted for start, wanted in GIVES.items() if line.startswith(start))


def typed(line: str, installation: Installation) -> list[str]:
    """The command with the ports and the directory of this installation."""
    facts = installation.facts
    line = line.replace("8043", str(facts["whois"]["port"])).replace("8700", str(facts["epp"]["port"]))
    line = line.replace("https://localhost:8443/", facts["rdap"]["base"])
    line = line.replace("var/", f"{installation.var}/")
    return shlex.split(line.replace(".venv/bin/", f"{Path(sys.executable).parent}/"))


def test_every_command_that_the_readme_shows_is_known_here() -> None:
    assert all(any(line.startswith(start) for start in GIVES) for line in COMMANDS)
    assert len(COMMANDS) == len(GIVES)


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_of_the_readme_gives_what_it_says(installation: Installation, line: str) -> None:
    command = typed(line, installation)
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    wanted = given(line)
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, env=installation.environment
    ) as run:
        said = b""
        while wanted.encode() not in said and (more := run.stdout.read1()):
            said += more
        run.terminate()
    assert wanted in said.decode("utf-8", "replace")


def test_the_panel_is_where_the_readme_says(installation: Installation) -> None:
    assert "<http://127.0.0.1:8080/>" in (ROOT / "README.md").read_text()
    port = 8080 + installation.offset
    assert installation.facts["panel"]["url"] == f"http://127.0.0.1:{port}/"
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as answer:
        assert answer.status == 200
