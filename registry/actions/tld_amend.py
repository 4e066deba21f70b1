"""What becomes of a TLD's rules: those of a document or of an older version, with single keys of other values."""

from collections.abc import Mapping
from typing import Any

from registry.errors import ObjectMissing, ParameterRange
from registry.model.amending import Amend, amended
from registry.model.policy import PolicyBook, Rules
from registry.model.sound_rules import RulesUnsound


def amending(whole: Rules | None, changes: Mapping[str, Any]) -> Amend:
    """`whole` (None: the rules that would hold then) with the changes; it raises ParameterRange for what makes no sense."""

    def amend(rules: Rules) -> Rules:
        try:
            return amended(whole or rules, changes)
        except RulesUnsound as unsound:
            raise ParameterRange(f"These rules make no sense: {unsound}.") from None

    return amend


def rules_of_version(book: PolicyBook, tld: str, number: int) -> Rules:
    """To be planned once more, which reverses what came after. Raises ObjectMissing."""
    served = book.versions(tld) if book.serves(tld) else ()
    found = next((each for each in served if each.id == number), None)
    if found is None:
        raise ObjectMissing("The TLD has no such version.", "version", str(number))
    return found.rules
