"""What the lists of a TLD say of names: how each is classed, and whether it is reserved."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from registry.context import Context
from registry.model.policy import Policy
from registry.model.pricing import STANDARD
from registry.store import name_lists
from registry.store.name_lists import Listing, Listings


@dataclass(frozen=True, slots=True)
class Listed:
    """A name as its TLD's lists have it at an instant; `reservation` is the kind of it, None where there is none."""

    name_class: str = STANDARD
    reservation: str | None = None


_UNLISTED = Listed()


async def listed(cx: Context, names: Iterable[str]) -> Mapping[str, Listed]:
    """How names in our TLDs stand on the lists that count there now; one query, and none where no list counts."""
    policies = {name: cx.book.at(tld, cx.now) for name in names if (tld := cx.book.tld_of(name)) is not None}
    labels = {name: _label(name, policy) for name, policy in policies.items() if policy.rules.lists}
    if not labels:
        return dict.fromkeys(policies, _UNLISTED)
    found: Listings = await cx.registry.store.together(name_lists.listings, list(labels.values()))
    return {
        name: _stands(found.get(labels[name], ()), policy, cx.now) if name in labels else _UNLISTED
        for name, policy in policies.items()
    }


def _label(name: str, policy: Policy) -> str:
    return name.removesuffix(f".{policy.tld}")


def _stands(listings: Iterable[Listing], policy: Policy, now: datetime) -> Listed:
    """Of several lists the one that the policy names first counts."""
    valid = [each for each in listings if each.list in policy.rules.lists and each.holds(now)]
    valid.sort(key=lambda each: policy.rules.lists.index(each.list))
    name_class = next((each.value for each in valid if each.kind == "premium"), STANDARD)
    return Listed(name_class, next((each.value for each in valid if each.kind == "reserved"), None))
