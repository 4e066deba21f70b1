"""The addresses of deeds, made of a module's declarations; each carries the permission of its deed."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, url_for

from panel.kit.api.once import once
from panel.kit.deed_api import many_api, one_api, opening_api, patch_api
from panel.kit.deed_pages import check_view, chosen_view, many_view, one_view, opening_view
from panel.kit.deeds import Deed, Deeds, Opening
from panel.kit.module import Module
from panel.kit.situation import Situation
from panel.kit.web import ALL, API, house, viewer


def serve_deeds(app: Flask, module: Module) -> None:
    """A form and its post for one object and for many, and the same for programs."""
    prefix, name = module.blueprint.url_prefix, module.name
    for deeds in module.deeds:
        for deed in deeds.deeds:
            app.add_url_rule(
                f"{prefix}/<path:key>/{deed.name}",
                f"{name}.{deed.name}",
                one_view(deeds, deed),
                methods=["GET", "POST", "PATCH"] if deed.inline else ["GET", "POST"],
            )
            app.add_url_rule(
                f"{API}{deeds.list.name}/<path:key>/{deed.name}",
                f"api.{name}.{deed.name}",
                once(one_api(deeds, deed)),
                methods=["POST"],
            )
            if deed.batch:
                _serve_many(app, module, deeds, deed)
        for opening in deeds.opening:
            app.add_url_rule(
                f"{prefix}/{ALL}/{opening.name}",
                f"{name}.{opening.name}",
                opening_view(deeds, opening),
                methods=["GET", "POST"],
            )
            app.add_url_rule(
                f"{API}{deeds.list.name}/{ALL}/{opening.name}",
                f"api.{name}.{opening.name}",
                once(opening_api(deeds, opening)),
                methods=["POST"],
            )
        if deeds.inline:
            app.add_url_rule(
                f"{API}{deeds.list.name}/<path:key>", f"api.{name}.patch", once(patch_api(deeds)), methods=["PATCH"]
            )
        app.add_url_rule(f"{prefix}/{ALL}/check", f"{name}.check", check_view(deeds), methods=["POST"])
        if deeds.many:
            app.add_url_rule(f"{prefix}/{ALL}/", f"{name}.chosen", chosen_view(deeds), methods=["POST"])


def _serve_many(app: Flask, module: Module, deeds: Deeds[Any], deed: Deed[Any]) -> None:
    app.add_url_rule(
        f"{module.blueprint.url_prefix}/{ALL}/{deed.name}",
        f"{module.name}.{deed.name}-many",
        many_view(deeds, deed),
        methods=["POST"],
    )
    app.add_url_rule(
        f"{API}{deeds.list.name}/{ALL}/{deed.name}",
        f"api.{module.name}.{deed.name}-many",
        once(many_api(deeds, deed)),
        methods=["POST"],
    )


@dataclass(frozen=True, slots=True)
class Offer:
    """A deed as the page of an object offers it; `why_not`: it is shown, and cannot be done now."""

    deed: Deed[Any]
    address: str
    why_not: str | None


def offers(deeds: Deeds[Any], key: str, subject: Any) -> list[Offer]:
    """What the viewer may do to an object."""
    now = Situation(house().registry, viewer(), house().registry.clock.now())
    return [
        Offer(deed, url_for(f"{deeds.list.name}.{deed.name}", key=key), deed.excluded(subject, now))
        for deed in deeds.deeds
        if viewer().may(deed.permission)
    ]


def of_list(name: str) -> Deeds[Any] | None:
    """All that can be done to the rows of a list by somebody, if anything."""
    return house().deeds_of(name)


def offered_to_many(name: str) -> list[Deed[Any]]:
    """What the viewer may do to many rows of a list at once."""
    deeds = of_list(name)
    return [each for each in deeds.many if viewer().may(each.permission)] if deeds else []


def offered_to_open(name: str) -> list[Opening]:
    """By what the viewer may make new rows of a list."""
    deeds = of_list(name)
    return [each for each in deeds.opening if viewer().may(each.permission)] if deeds else []
