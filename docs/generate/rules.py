"""The page of the rules, in the order in which they are asked."""

import importlib

from docs.generate.words import code, document, flowing, link, table
from registry.errors import Refusal
from registry.policy.order import RULES

INTRODUCTION = """
Every command is judged by its rules in this order. The first refusal is the answer; what later rules found is told with
it. A rule sees only values: who asks, what is wished, when, under which policy, and what was found.
"""


def page() -> str:
    blocks = []
    for command, asked in RULES.items():
        rows = [_row(number, rule.__name__) for number, rule in enumerate(asked, 1)]
        blocks.append(f"## {command}\n\n" + table(("", "rule", "demands", "refuses with"), rows))
    return document("Rules", link("registry/policy/order.py"), INTRODUCTION.strip(), *blocks)


def rule_names() -> frozenset[str]:
    return frozenset(rule.__name__ for rules in RULES.values() for rule in rules)


def refusals_of(name: str) -> frozenset[type[Refusal]]:
    """A rule's file imports the refusals it may give, and no other: the linter removes what is not used."""
    module = vars(importlib.import_module(f"registry.policy.{name}")).values()
    return frozenset(each for each in module if isinstance(each, type) and issubclass(each, Refusal)) - {Refusal}


def _row(number: int, name: str) -> tuple[str, ...]:
    rule = getattr(importlib.import_module(f"registry.policy.{name}"), name)
    codes = sorted(f"{each.code} {code(each.__name__)}" for each in refusals_of(name))
    linked = f"[{name.replace('_', ' ')}](../../registry/policy/{name}.py)"
    return str(number), linked, flowing(rule.__doc__), ", ".join(codes)
