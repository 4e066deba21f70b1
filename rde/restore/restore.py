"""A TLD restored from deposits: verified, staged, and then all at once part of the registry, or of nothing.

Each stage is remembered. Whoever is killed begins again where the last batch ended; until the last transaction the living
registry knows nothing of it.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import orjson

from rde.restore.chain import Link, digest_of, fingerprint, judge_chain, link_of
from rde.restore.ground import Ground
from rde.restore.judging import judge_risen
from rde.restore.mapping import Identities
from rde.restore.staging import staged
from rde.restore.telling import tell
from rde.seal.unseal import Opening
from rde.verify.findings import Findings
from rde.verify.frame import FileName
from rde.verify.sealed import Given, Progress, opened, verify_opened
from registry.actions.rise import Risen, RiseWish, prospective, rise
from registry.actions.rise_stage import rise_begin, rise_intact, rise_resumed, rise_stage
from registry.context import Context
from registry.errors import CommandUse, ObjectExists, ObjectMissing
from registry.model.instants import instant_of
from registry.model.policy import Policy, PolicyBook, Rules
from registry.store import rising
from registry.store.rising import Rise, Staged

_BATCH: Final = 5_000
_READS_AS: Final = "1"  # another number where the same deposit is staged otherwise than before

# Nothing can be made of a deposit in spite of these.
FIRM: Final = frozenset(
    {
        "RISE_NOT_FULL",
        "RISE_OTHER_TLD",
        "RISE_REGISTRAR_MISSING",
        "RISE_REGISTRAR_TAKEN",
        "RISE_REGISTRAR_UNFIT",
        "RISE_OBJECT_TAKEN",
        "XML_NOT_A_DEPOSIT",
        "XML_MALFORMED",
    }
)


@dataclass(frozen=True, slots=True)
class RestoreWish:
    """`rules`: those of the TLD, which is opened with it. `despite`: codes of errors that are no reason to stop."""

    deposits: Sequence[Given]
    opening: Opening | None
    identities: Identities
    rules: Rules | None = None
    despite: frozenset[str] = frozenset()
    rehearsal: bool = False
    most: int = 100


@dataclass(slots=True)
class Restored:
    """`risen` is None where a finding stopped it before; in a rehearsal it is what would have been."""

    findings: Findings
    tld: str | None = None
    deposits: list[Link] = field(default_factory=list)
    resumed: bool = False
    risen: Risen | None = None
    stopped: list[str] = field(default_factory=list)


class _TakenBack(Exception):
    """Everything that was written is undone: it was a rehearsal, or findings forbid it."""


async def restore(cx: Context, wish: RestoreWish, progress: Progress) -> Restored:
    """Raises OSError, and refusals: of a TLD that is not ours, holds names, or is opened although it is there."""
    return await _Restoring(cx, wish, progress).run()


# What no deposit holds, for whoever takes over to see to.
LOST: Final = (
    "authInfo: each registrar gives its names and contacts new ones before they can be transferred",
    "passwords, certificates and networks of registrars that were made: an operator gives them theirs",
    "balances and credit limits: accounts begin at zero, and grace periods give back nothing that was paid elsewhere",
    "messages in the queues of registrars",
    "contacts and hosts that no name used, and all history before",
)


class _Restoring:
    def __init__(self, cx: Context, wish: RestoreWish, progress: Progress) -> None:
        self._cx = cx
        self._wish = wish
        self._progress = progress
        self._done = Restored(Findings(wish.most))
        self._digests = [digest_of(each) for each in wish.deposits]

    async def run(self) -> Restored:
        done = self._done
        async with AsyncExitStack() as stack:
            found = await rise_resumed(self._cx, self._fingerprint())
            files = [await stack.enter_async_context(self._opened(each)) for each in self._wish.deposits]
            if found is None:
                found = await self._verified(files)
            else:
                done.resumed = True
                done.findings = _findings(found.found, self._wish.most)
            if found is None or self._stops():
                return done
            done.tld, done.deposits = found.tld, [_link(each) for each in found.verified["deposits"]]
            if done.resumed:
                await self._demand_room(found.tld)
            found = await rise_intact(self._cx, found)
            await self._stage(found, files)
        if not self._stops():
            await self._rise(found)
        return done

    def _fingerprint(self) -> bytes:
        """Of all that decides what is staged."""
        book = self._cx.book
        policies = [str(policy.id) for tld in book.tlds() for policy in book.versions(tld)]
        rules = orjson.dumps(self._wish.rules.document()).decode() if self._wish.rules else ""
        tables = sorted(self._cx.tables.known())
        return fingerprint(self._digests, _READS_AS, repr(self._wish.identities), rules, repr(policies), repr(tables))

    @asynccontextmanager
    async def _opened(self, files: Given) -> AsyncIterator[tuple[Path | None, FileName | None, Findings]]:
        findings = Findings(self._wish.most)
        with opened(files, self._wish.opening, findings, self._progress) as (path, name):
            yield path, name, findings

    def _stops(self) -> bool:
        """Whether something was found that forbids to go on."""
        findings = self._done.findings
        self._done.stopped = [code for code in findings.error_codes if code in FIRM or code not in self._wish.despite]
        return bool(self._done.stopped)

    # --- verified

    async def _verified(self, files: Sequence[tuple[Path | None, FileName | None, Findings]]) -> Rise | None:
        """None where it goes no further."""
        links: list[tuple[Link, str]] = []
        for given, (path, name, findings), digest in zip(self._wish.deposits, files, self._digests, strict=True):
            sealed = given.xml is None
            link = await asyncio.to_thread(self._verify, path, name, findings, alone=sealed) if path else None
            self._done.findings.join(findings)
            if link:
                links.append((link, digest.hex()))
        links.sort(key=lambda each: each[0].watermark)
        self._done.deposits = [link for link, _ in links]
        if len(links) < len(files):
            self._stops()
            return None
        judge_chain(self._done.deposits, self._done.findings)
        self._done.tld = self._done.deposits[0].tld
        if self._done.tld is None:
            self._done.stopped = ["RDE_HEADER_HAS_NO_TLD"]  # nor does the file's name say it
            return None
        if self._stops():
            return None
        await self._demand_room(self._done.tld)
        verified = {"deposits": [{**asdict(link), "digest": digest} for link, digest in links]}
        found = _kept(self._done.findings)
        return await rise_begin(self._cx, self._done.tld, self._fingerprint(), verified, found)

    def _verify(self, path: Path, name: FileName | None, findings: Findings, *, alone: bool) -> Link | None:
        seen = verify_opened(path, name, self._cx.now, findings, self._progress, alone=alone)
        return link_of(seen.frame) if seen.frame.complete else None

    async def _demand_room(self, tld: str) -> None:
        served = self._cx.book.serves(tld)
        if self._wish.rules is not None:
            if served:
                raise ObjectExists("There is such a TLD already: its own rules count.", "tld", tld)
            return
        if not served:
            raise ObjectMissing("There is no such TLD: open it first, or name its rules.", "tld", tld)
        tld_id = self._cx.book.at(tld, self._cx.now).tld_id
        if await self._cx.registry.store.reading(lambda db: rising.holds_names(db, tld_id=tld_id)):
            raise CommandUse(f".{tld} holds names: a TLD rises before its first.", "tld", tld)

    # --- staged

    async def _stage(self, found: Rise, files: Sequence[tuple[Path | None, FileName | None, Findings]]) -> None:
        by_digest = {
            digest.hex(): path for digest, (path, _, _) in zip(self._digests, files, strict=True) if path is not None
        }
        taken, rows = list(found.taken), found.rows
        for number, (link, said) in enumerate(zip(self._done.deposits, found.verified["deposits"], strict=True)):
            if number + 1 < len(taken):
                continue  # a later one was begun
            taken = taken if number < len(taken) else [*taken, 0]
            path = by_digest.get(said["digest"])
            if path is not None:
                rows = await self._stage_one(found.id, path, link, taken, rows)

    async def _stage_one(self, rise_id: int, path: Path, link: Link, taken: list[int], rows: int) -> int:
        ground, size = self._ground(link), os.stat(path).st_size
        skipped, batch, seen = taken[-1], list[Staged](), 0
        for told in tell(path, lambda octets: self._progress("staged", octets, size)):
            seen += 1
            if seen <= skipped:
                continue
            if isinstance(told, Staged):
                batch.append(told)
            else:
                batch.extend(staged(told, ground, differences=link.type == "DIFF"))
            if len(batch) >= _BATCH:
                taken[-1] = seen
                rows, batch = await self._keep(rise_id, batch, rows, taken), []
        taken[-1] = max(seen, skipped)
        return await self._keep(rise_id, batch, rows, taken)

    async def _keep(self, rise_id: int, batch: list[Staged], rows: int, taken: list[int]) -> int:
        return await rise_stage(self._cx, rise_id, batch, rows, taken, _kept(self._done.findings))

    def _ground(self, link: Link) -> Ground:
        cx, tld = self._cx, self._done.tld
        assert tld
        book, policy = self._policies(tld)
        watermark, identities = link.watermark, self._wish.identities
        return Ground(tld, policy, book, cx.tables, cx.now, watermark, identities, self._done.findings)

    def _policies(self, tld: str) -> tuple[PolicyBook, Policy]:
        book, now = self._cx.book, self._cx.now
        if self._wish.rules is None:
            return book, book.at(tld, now)
        policy = prospective(tld, self._wish.rules, now)
        return PolicyBook((*(each for zone in book.tlds() for each in book.versions(zone)), policy)), policy

    # --- risen

    async def _rise(self, found: Rise) -> None:
        done, identities = self._done, self._wish.identities
        _, policy = self._policies(found.tld)

        def handle(registrar: str) -> tuple[str, bool | None]:
            mapped = identities.registrars.get(registrar)
            return (mapped.handle, mapped.made) if mapped else (registrar, None)

        async def judge(risen: Risen) -> None:
            done.risen = risen
            judge_risen(risen, done.deposits, done.findings)
            if self._stops() or self._wish.rehearsal:
                raise _TakenBack

        self._progress("moved", 0, 1)
        wish = RiseWish(found.id, found.tld, self._wish.rules, policy.id, handle, identities.kept_names)
        last = done.deposits[-1]
        why = self._cx.reason or f"deposit {last.id} of {last.watermark.isoformat()}"
        try:
            await rise(replace(self._cx, reason=why), wish, judge)
        except _TakenBack:
            return
        self._progress("moved", 1, 1)


# --- what is remembered between two runs ------------------------------------------------------------------------------


def _kept(findings: Findings) -> Mapping[str, Any]:
    return {"by_code": dict(findings.by_code), "kept": [asdict(each) for each in findings.kept]}


def _findings(kept: Mapping[str, Any], most: int) -> Findings:
    return Findings.of(kept["by_code"], kept["kept"], most)


def _link(said: Mapping[str, Any]) -> Link:
    values = {name: said[name] for name in Link.__dataclass_fields__}
    counts = tuple((uri, count) for uri, count in said["counts"])
    return Link(**{**values, "watermark": instant_of(said["watermark"]), "counts": counts})
