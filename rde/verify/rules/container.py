"""Rules for a deposit around its objects, asked when it is read to its end (RFC 8909; RFC 9022, sections 5.9 and 8)."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from rde.csv.models import OF_XML
from rde.objects import names
from rde.verify.findings import Finding
from rde.verify.frame import Frame

_THIN: Final = frozenset({names.DOMAIN, names.REGISTRAR, names.HEADER})


def the_watermark_is_in_utc(frame: Frame) -> Iterator[Finding]:
    """Every date of a deposit is."""
    if frame.watermark_text and not frame.watermark_text.endswith("Z"):
        yield Finding("RDE_DATE_NOT_UTC", "watermark", f"it is {frame.watermark_text}")


def the_watermark_is_not_in_the_future(frame: Frame) -> Iterator[Finding]:
    """RFC 9022, section 8."""
    if frame.now and frame.watermark and frame.watermark > frame.now:
        yield Finding("RDE_WATERMARK_IN_FUTURE", "watermark", f"it is {frame.watermark_text}")


def a_difference_says_from_what(frame: Frame) -> Iterator[Finding]:
    """prevId is required in DIFF, and means nothing in FULL."""
    if frame.type == "DIFF" and not frame.previous:
        yield Finding("RDE_PREVIOUS_ID_MISSING", "deposit", "it is a DIFF without prevId")
    if frame.is_full and frame.previous:
        yield Finding("RDE_PREVIOUS_ID_IN_FULL", "deposit", f"it is a FULL with prevId {frame.previous}")


def a_difference_follows_another_deposit(frame: Frame) -> Iterator[Finding]:
    """Not itself, and one that the receiver has, where it says which it has (RFC 9022, section 8)."""
    if not frame.previous or frame.is_full:
        return
    if frame.previous == frame.id:
        yield Finding("RDE_PREVIOUS_ID_IS_ITS_OWN", "deposit", f"prevId is {frame.previous}, its own id")
    elif frame.expected.after is not None and frame.previous not in frame.expected.after:
        yield Finding(
            "RDE_PREVIOUS_ID_UNKNOWN", "deposit", f"prevId is {frame.previous}, which is none of those before"
        )


def a_kind_lies_in_one_model(frame: Frame) -> Iterator[Finding]:
    """RFC 9022, section 2: in XML or in CSV files, never in both (ICANN's interface answers 2206)."""
    told = {*frame.objects, *frame.menu, *(uri for uri, _ in frame.counts)}
    for xml, csv in OF_XML.items():
        if xml in told and csv in told:
            yield Finding("RDE_BOTH_MODELS", "deposit", f"{xml} stands beside {csv}")


def a_full_deposit_deletes_nothing(frame: Frame) -> Iterator[Finding]:
    """Before it there is nothing (RFC 8909, section 4.6)."""
    if frame.is_full and frame.deletes:
        yield Finding("RDE_DELETES_IN_FULL", "deposit", "there are deletes in a FULL")


def the_file_is_named_after_the_deposit(frame: Frame) -> Iterator[Finding]:
    """Registry Agreement, specification 2: the name tells TLD, day, kind and revision."""
    name = frame.name
    if name is None:
        return
    if frame.day and name.date != frame.day:
        yield Finding("RDE_FILENAME_DATE_MISMATCH", "file", f"named {name.date}, watermark of {frame.day}")
    if frame.type and (name.kind == "diff") == frame.is_full:
        yield Finding("RDE_FILENAME_TYPE_MISMATCH", "file", f"named {name.kind}, and it is a {frame.type}")
    if str(name.revision) != frame.resend:
        yield Finding("RDE_RESEND_MISMATCH", "file", f"named R{name.revision}, resent {frame.resend} times")
    if frame.tld and name.tld != frame.tld:
        yield Finding("RDE_HEADER_TLD_MISMATCH", "header", f"named {name.tld}, header of {frame.tld}")


def there_is_one_header(frame: Frame) -> Iterator[Finding]:
    """RFC 9022, section 5.9; it may stand anywhere among the objects."""
    if frame.headers != 1:
        yield Finding("RDE_HEADER_MISSING", "header", f"there are {frame.headers}")
    elif not frame.tld:
        yield Finding("RDE_HEADER_HAS_NO_TLD", "header", "it names no TLD")


def the_menu_lists_what_the_header_counts(frame: Frame) -> Iterator[Finding]:
    """Neither has a namespace twice, and both have the same."""
    counted = [uri for uri, _ in frame.counts]
    for code, where, uris in (
        ("RDE_MENU_HAS_URI_TWICE", "menu", frame.menu),
        ("RDE_HEADER_HAS_URI_TWICE", "header", counted),
    ):
        for uri in sorted(uri for uri, times in Counter(uris).items() if times > 1):
            yield Finding(code, where, f"{uri} stands there twice")
    if frame.headers == 1:
        for uri in sorted(set(frame.menu) ^ set(counted)):
            where = "menu" if uri in frame.menu else "header"
            yield Finding("RDE_MENU_AND_HEADER_URIS_DIFFER", where, f"{uri} stands there alone")


def the_menu_lists_all_objects(frame: Frame) -> Iterator[Finding]:
    """Header and policies are no objects of the registry."""
    for uri in sorted(frame.objects.keys() - set(frame.menu) - {names.HEADER, names.POLICY}):
        yield Finding("RDE_OBJECT_NOT_IN_MENU", "menu", f"there are {frame.objects[uri]} of {uri}")


def the_menu_lists_what_the_models_imply(frame: Frame) -> Iterator[Finding]:
    """ICANN's tests, rde-05: names always, contacts and hosts as the models of data and hosts have them."""
    if not frame.is_full or frame.is_thin:
        return
    data, hosts = frame.expected.data_model, frame.expected.host_model
    implied = {
        names.DOMAIN: True,
        names.CONTACT: None if data in (None, "per-registrar") else data == "maximum",
        names.HOST: None if hosts is None else hosts == "objects",
    }
    for uri, wanted in implied.items():
        if wanted and not frame.listed(uri):
            yield Finding("RDE_MENU_LACKS_URI", "menu", f"{uri} is missing")
        elif wanted is False and frame.listed(uri):
            yield Finding("RDE_MENU_HAS_UNEXPECTED_URI", "menu", f"{uri} stands there")
    if frame.listed(names.IDN) and not frame.number_of(names.IDN):
        yield Finding("RDE_MENU_HAS_UNUSED_URI", "menu", "IDN tables stand there, and there are none")


def registrants_are_demanded_where_all_names_have_one(frame: Frame) -> Iterator[Finding]:
    """ICANN's tests, rde-14: by a policy of the XML model, or by the field of the CSV model, in the maximum data model alone."""
    model = frame.expected.data_model
    if model is None or not frame.is_full or frame.is_thin:
        return
    if model == "maximum" and not frame.demands_registrants:
        yield Finding("RDE_POLICY_OBJECT_MISSING", "deposit", "nothing says that every name has a registrant")
    elif model != "maximum" and frame.demands_registrants:
        yield Finding("RDE_POLICY_OBJECT_UNEXPECTED", "deposit", f"a registrant is demanded, and the model is {model}")


def objects_are_as_many_as_the_header_says(frame: Frame) -> Iterator[Finding]:
    """The header counts what exists at the watermark; only a full deposit holds all of it."""
    for uri, said in dict(frame.counts).items() if frame.is_full else ():
        if said != str(frame.objects[uri]):
            yield Finding("RDE_COUNT_MISMATCH", "header", f"{uri}: counted {said}, there are {frame.objects[uri]}")


def there_are_registrars(frame: Frame) -> Iterator[Finding]:
    """A full deposit has at least one."""
    if frame.is_full and not frame.number_of(names.REGISTRAR):
        yield Finding("RDE_REGISTRAR_MISSING", "deposit", "there are none")


def a_thin_deposit_holds_names_and_registrars_alone(frame: Frame) -> Iterator[Finding]:
    """Registry Agreement, specification 4, section 3: ICANN gets nothing else."""
    for uri in sorted(frame.objects.keys() - _THIN) if frame.is_thin else ():
        yield Finding("RDE_THIN_HOLDS_MORE", "deposit", f"there are {frame.objects[uri]} of {uri}")


def there_are_parameters_of_epp_once(frame: Frame) -> Iterator[Finding]:
    """RFC 9022, section 5.7; a thin deposit has none."""
    found = frame.objects[names.EPP_PARAMS]
    if frame.is_full and not frame.is_thin and not found:
        yield Finding("RDE_EPP_PARAMS_MISSING", "deposit", "there are none")
    if found > 1:
        yield Finding("RDE_EPP_PARAMS_TWICE", "deposit", f"there are {found}")
