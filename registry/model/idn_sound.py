"""What an IDN table must be like before labels are judged by it."""

from collections.abc import Iterator

from idna import idnadata, intranges

from registry.model.idn_index import NoSingleIndex, VariantIndex
from registry.model.idn_rules import Step
from registry.model.idn_table import Letter, Repertoire, Variant

# What IDNA2008 lets into labels, alone or where its own rules of context allow it (RFC 5892).
_ALLOWED = ("PVALID", "CONTEXTJ", "CONTEXTO")
_ENDLESS = 64  # how often a step counts that may stand there any number of times: a label has no more octets
_MOST_WORK = 1_000_000
_MOST_TOLD = 10


def flaws(repertoire: Repertoire) -> list[str]:
    """What speaks against a table, in words; nothing, where it is sound."""
    found = []
    for flaw in _flaws(repertoire):
        found.append(flaw)
        if len(found) == _MOST_TOLD:
            break
    return found


def _flaws(table: Repertoire) -> Iterator[str]:
    if not table.letters:
        yield "it has no code points"
    for letter in table.letters:
        if strange := [each for each in letter.text if not _is_allowed(each)]:
            yield f"U+{ord(strange[0]):04X} is not allowed in labels by IDNA2008"
        parts: tuple[Letter | Variant, ...] = (letter, *letter.variants)
        for what in parts:
            yield from _of_context(table, letter, what)
    found = [flaw for name in table.rules for flaw in _of_rule(table, name)]
    yield from found
    if not found:  # what refers to itself has no end to count to
        work: dict[str, int] = {}
        for name, step in table.rules.items():
            if _work(table, step, work) > _MOST_WORK:
                yield f"the rule {name} asks for too much"
    for action in table.actions:
        for name in filter(None, (action.match, action.no_match)):
            if name not in table.rules:
                yield f"there is no rule {name}"
            elif _has_anchor(table, table.rules[name], set()):
                yield f"the rule {name} is about the surroundings of a code point, and no action can ask it"
    try:
        VariantIndex(table.pairs())
    except NoSingleIndex as error:
        yield str(error)


def _is_allowed(code_point: str) -> bool:
    classes = idnadata.codepoint_classes
    return any(intranges.intranges_contain(ord(code_point), classes[each]) for each in _ALLOWED)


def _of_context(table: Repertoire, letter: Letter, what: Letter | Variant) -> Iterator[str]:
    for name in filter(None, (what.when, what.unless)):
        if name not in table.rules:
            yield f"U+{ord(letter.text[0]):04X} names the rule {name}, and there is none"


def _of_rule(table: Repertoire, name: str) -> Iterator[str]:
    step = table.rules[name]
    if strange := (step.names("rule") - table.rules.keys()) | (step.names("class") - table.classes.keys()):
        yield f"the rule {name} names {min(strange)}, and there is no such thing"
    elif _refers_to(table, step, name, set()):
        yield f"the rule {name} refers to itself"


def _refers_to(table: Repertoire, step: Step, name: str, seen: set[str]) -> bool:
    for each in step.names("rule") & table.rules.keys():
        if each == name:
            return True
        if each not in seen:
            seen.add(each)
            if _refers_to(table, table.rules[each], name, seen):
                return True
    return False


def _has_anchor(table: Repertoire, step: Step, seen: set[str]) -> bool:
    if step.uses("anchor"):
        return True
    for each in (step.names("rule") & table.rules.keys()) - seen:
        seen.add(each)
        if _has_anchor(table, table.rules[each], seen):
            return True
    return False


def _work(table: Repertoire, step: Step, known: dict[str, int]) -> int:
    """How many steps a label may cost, at most; what is too much is not counted to its end. `known` is that of rules."""
    if step.operation == "rule":
        if step.text not in known:
            known[step.text] = _work(table, table.rules[step.text], known)
        inner = known[step.text]
    else:
        inner = sum(_work(table, part, known) for part in step.parts) if step.parts else 1
    return min(inner * max(step.least, step.most or _ENDLESS), _MOST_WORK + 1)
