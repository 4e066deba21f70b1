"""What is to be said of a TLD that has risen and may still be taken back."""

from collections.abc import Sequence
from typing import Final

from rde.csv.models import OF_CSV
from rde.objects import names
from rde.restore.chain import Link
from rde.restore.staging import STAGED_AS
from rde.verify.findings import Findings
from registry.actions.rise import RegistrarMade, Risen

# What a header may count that becomes no part of the registry.
_NO_OBJECTS: Final = frozenset({names.EPP_PARAMS, names.POLICY, names.HEADER})

_FATES: Final = {
    "taken": ("RISE_REGISTRAR_TAKEN", "{handle} is another registrar here"),
    "unfit": ("RISE_REGISTRAR_UNFIT", "{handle} is no handle"),
    "missing": ("RISE_REGISTRAR_MISSING", "the mapping names {handle}, and there is no such registrar here"),
}


def judge_risen(risen: Risen, deposits: Sequence[Link], findings: Findings) -> None:
    for each in risen.registrars:
        _judge_registrar(each, findings)
    for handle, objects in risen.unknown_parties:
        text = f"{objects} objects name it, and it is neither in the deposits nor here"
        findings.add("RISE_REGISTRAR_MISSING", f"registrar {handle}", text)
    for here in risen.here:
        code = "RISE_OBJECT_HERE" if here.same else "RISE_OBJECT_TAKEN"
        text = "it stays as it is here" if here.same else "its name or its ROID is that of another one here"
        findings.add(code, f"{here.kind} {here.key}", text)
    for host in risen.hosts_without_domain:
        findings.add("RISE_HOST_HAS_NO_DOMAIN", f"host {host}", "the name above it is not registered")
    for name, what in risen.some_lost_links:
        findings.add("RISE_REFERENCE_LOST", f"domain {name}", f"there is no {what}")
    if risen.kept_names_have_no_list:
        text = "name one by kept_names in the mapping, among the lists of the TLD's rules"
        findings.add("RISE_KEPT_NAMES_HAVE_NO_LIST", "", text)
    for uri, count in deposits[-1].counts:
        if uri in _NO_OBJECTS:
            continue
        kind = STAGED_AS.get(OF_CSV.get(uri, uri))  # None: of a kind that nobody reads
        there = risen.counts.get(kind, 0) if kind else 0
        if str(there) != count:
            text = f"the header counts {count}, and there are {there}"
            findings.add("RISE_COUNTS_DIFFER", f"{kind}s" if kind else uri, text)


def _judge_registrar(each: RegistrarMade, findings: Findings) -> None:
    if each.fate in _FATES:
        code, text = _FATES[each.fate]
        findings.add(code, f"registrar {each.id}", text.format(handle=each.handle))
