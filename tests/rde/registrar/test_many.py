"""A hundred thousand names are deposited and verified in memory that does not grow with them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from registry.actions.contact_create import contact_create
from registry.actions.contact_update import contact_update
from registry.clock import FakeClock
from registry.model.contact import Postal
from registry.requests.contact import ContactCreate, ContactUpdate
from tests.world import Clone, open_world

pytestmark = pytest.mark.slow

MANY = 50_000
MOST_MIB = 130  # Python, the driver and the libraries take half of it
NAMES = """
    INSERT INTO registry.domain
           (id, roid, name, tld_id, registrar_id, registrant_id, created_by, created_at, expires_at, next_due)
    SELECT 1000000 + n, 'D' || n || '-NAMEHSE', 'name-' || n || '.test', t.id, r.id, c.id, r.id, now(), now() + interval '1 year',
           now() + interval '1 year'
      FROM generate_series(1, $1::int) AS n, registry.tld t, registry.registrar r, registry.contact c
     WHERE t.name = 'test' AND r.handle = 'alpha' AND c.handle = 'A-1'"""
LINKS = """
    INSERT INTO registry.domain_contact (domain_id, role, contact_id)
    SELECT d.id, role, d.registrant_id FROM registry.domain d, unnest('{admin,tech}'::text[]) AS role"""

# What the system counts for a child begins with what its parent held; what it holds itself, it says at its end.
_MEASURED = """
import atexit, runpy, sys
atexit.register(lambda: sys.stderr.write(next(line for line in open("/proc/self/status") if "VmHWM" in line)))
runpy.run_module("namehouse", run_name="__main__", alter_sys=True)
"""


async def test_fifty_thousand_names_in_bounded_memory(clone: Clone, clock: FakeClock, tmp_path: Path) -> None:
    world = await open_world(await clone.store(), clock)
    forms = (Postal("int", "Ann", "Koeln", "DE", street=("1 Street",)),)
    await contact_create(world.as_("alpha"), ContactCreate("A-1", forms, "ann@example.test"))
    clock.advance(days=1)
    await contact_update(world.as_("alpha"), ContactUpdate("A-1", email="new@example.test"))
    for statement, values in ((NAMES, (MANY,)), (LINKS, ())):
        await world.store.reading(lambda db, text=statement, more=values: db.execute(text, *more))
    folder = tmp_path / "out"
    export, of_export = run(clone, "export", "--registrar", "alpha", "--out", str(folder), "--specification", "2007")
    assert (export["names"], export["handles"]) == (MANY, 1)
    assert len(export["files"]) == 3
    past = ("--day", "2026-03-02", "--specification", "2007")
    of_past, most = run(clone, "export", "--registrar", "alpha", "--out", str(tmp_path / "past"), *past)
    assert (of_past["names"], of_past["handles"]) == (MANY, 1)
    of_export = max(of_export, most)
    found, of_verify = run(clone, "verify", str(folder), "--specification", "2007")
    assert (found["names"], found["by_code"]) == (MANY, {})
    assert max(of_export, of_verify) < MOST_MIB


def run(clone: Clone, *words: str) -> tuple[dict, float]:
    """What a command said, and the most MiB that it held."""
    command = [sys.executable, "-c", _MEASURED, "rde", "registrar", *words, "--json"]
    done = subprocess.run(
        command, env={**os.environ, "DATABASE_URL": clone.url}, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout), int(done.stderr.split()[-2]) / 1024
