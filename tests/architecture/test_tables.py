"""Each room announces what it holds in one literal table: a file that no table names is dead, and a test says so."""

import importlib
import pkgutil
from pathlib import Path

import registry.jobs
import registry.policy
from registry.jobs import TIMETABLE
from registry.policy.order import RULES

ROOT = Path(__file__).parents[2]

# Modules of registry/policy that are not rules: how rules are asked, and what they share.
MACHINERY = {"case", "contact_case", "host_case", "login_case", "order", "parts", "topup_case"}

# Modules of registry/jobs that are not jobs: what a line is, and who runs it.
KEEPERS = {"runner", "timetable"}


def test_every_rule_is_in_the_order_table() -> None:
    asked = {rule.__name__ for rules in RULES.values() for rule in rules}
    files = {module.name for module in pkgutil.iter_modules(registry.policy.__path__)} - MACHINERY
    assert files - asked == set(), "rules that nobody asks"
    assert asked - files == set(), "rules that are not in a file of their own"


def test_a_rule_has_the_name_of_its_file_and_says_what_it_demands() -> None:
    for name in {rule.__name__ for rules in RULES.values() for rule in rules}:
        rule = getattr(importlib.import_module(f"registry.policy.{name}"), name)
        assert rule.__doc__, name


def test_every_row_of_the_order_table_is_an_action() -> None:
    actions = {path.stem for path in (ROOT / "registry" / "actions").glob("*.py")}
    for row in RULES:
        command = "_".join(row.split()[:2])  # what follows is the operation, of a command that has several
        assert command in actions, row


def test_every_row_of_the_order_table_is_asked_by_its_action() -> None:
    sources = "".join(path.read_text() for path in (ROOT / "registry" / "actions").glob("*.py"))
    for row in RULES:
        assert f'RULES["{row}"]' in sources, row


def test_every_job_is_in_the_timetable_once_under_the_name_of_its_file() -> None:
    files = {module.name for module in pkgutil.iter_modules(registry.jobs.__path__)} - KEEPERS
    assert sorted(line.name for line in TIMETABLE) == sorted(files)


def test_a_job_says_what_it_does() -> None:
    assert [line.name for line in TIMETABLE if not line.job.__doc__] == []
