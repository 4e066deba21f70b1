"""The description of the API: valid by others, true of what is answered, and kept by a program that tries it out."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import hypothesis
import pytest
import requests
import schemathesis
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.parameters import ParameterLocation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from panel.kit.made_answers import answers_of, errands_of
from panel.kit.roles import NOT_BY_KEY
from tests.panel.house import House, Visitor
from tests.panel.modules import MODULES
from tests.panel.person import Person
from tests.panel.test_api_keys import Program, draw, program
from tests.thorough import some, thorough


def wrong_is_refused(ctx, response, case) -> bool | None:
    """What is wrong with a body, an address or what stands behind it is not taken for right. Headers of programs' own making are
    nothing to us, and 412 and 413 are refusals as well."""
    wrong = {place for place, each in case.meta.components.items() if each.mode is GenerationMode.NEGATIVE}
    if response.status_code in (412, 413) or wrong <= {ParameterLocation.HEADER, ParameterLocation.COOKIE}:
        return None
    return negative_data_rejection(ctx, response, case)


# Cases of each operation where somebody has the time (`make fuzz`).
DEEP = 60
ROOT = Path(__file__).resolve().parents[2]
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    wrong_is_refused,
]


@pytest.fixture(scope="module")
def whole(house: House) -> dict:
    return house.visitor().get("/api/v1/openapi.json").json


def test_it_is_openapi_by_a_validator_that_is_not_ours(whole: dict) -> None:
    assert list(OpenAPIV31SpecValidator(whole).iter_errors()) == []


def test_every_address_of_programs_is_described_and_none_besides(house: House, whole: dict) -> None:
    described = {(method.upper(), path) for path, methods in whole["paths"].items() for method in methods}
    there = {
        (method, re.sub(r"<(?:\w+:)?key>", "{key}", rule.rule))
        for rule in house.app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/") and rule.endpoint != "openapi"
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert described == there and len(described) > 300


def test_what_the_how_to_asks_for_is_there(whole: dict) -> None:
    text = (ROOT / "docs" / "how-to" / "use-the-api.md").read_text()
    found = re.findall(r"\b(GET|POST)\s+/api/v1/([^\s`?]+)", text)
    there = {(method.upper(), path) for path, methods in whole["paths"].items() for method in methods}
    there.add(("GET", "/api/v1/openapi.json"))
    keys = re.compile(r"/(one\.example|ada)(?=/|$)")
    missing = [each for each in found if (each[0], keys.sub("/{key}", f"/api/v1/{each[1]}")) not in there]
    assert len(found) > 8 and not missing, missing


def test_every_operation_names_the_permission_that_it_asks_for(house: House, whole: dict) -> None:
    held = {each.permission for module in MODULES for each in module.lists}
    held |= {deed.permission for module in MODULES for deeds in module.deeds for deed in deeds.every}
    held |= {each.permission for module in MODULES for each in (*answers_of(module), *errands_of(module))}
    told = {each["x-permission"] for methods in whole["paths"].values() for each in methods.values()}
    assert told == held


@pytest.mark.feature("ARC-01")
def test_every_operation_names_by_what_it_is_opened(house: House, whole: dict) -> None:
    schemes = whole["components"]["securitySchemes"]
    flow = schemes["oauth"]["flows"]["authorizationCode"]
    provider = house.visitor().get("/id/.well-known/openid-configuration").json
    assert (
        flow["authorizationUrl"] == provider["authorization_endpoint"]
        and flow["tokenUrl"] == provider["token_endpoint"]
    )
    for methods in whole["paths"].values():
        for each in methods.values():
            permission = each["x-permission"]
            if permission in NOT_BY_KEY:
                assert each["security"] == [{"session": []}], each["operationId"]
            else:
                assert each["security"] == [{"key": [permission]}, {"oauth": [f"panel:{permission}"]}]
                assert f"panel:{permission}" in flow["scopes"], permission


def test_whoever_has_a_key_is_told_of_what_it_opens(yard: House) -> None:
    asks = program(yard, "support", "domain.read", "blacklist.create")
    told = asks.ask("GET", "openapi.json").json
    assert set(told["paths"]) >= {"/api/v1/domains", "/api/v1/domains/{key}", "/api/v1/blacklist/-/add"}
    permissions = {each["x-permission"] for methods in told["paths"].values() for each in methods.values()}
    assert permissions == {"domain.read", "blacklist.create"}
    assert len(asks.ask("GET", "openapi.json?whole").json["paths"]) > len(told["paths"])
    registrar = yard.signed_in("registrar").get("/api/v1/openapi.json").json
    assert "registrar" not in registrar["components"]["schemas"]["Row_domains"]["properties"]


def test_the_page_shows_each_operation_with_a_call_that_works(yard: House) -> None:
    page = yard.signed_in("support").get("/api-keys/reference").text
    assert "curl" in page and "/api/v1/blacklist/-/add" in page and "people.block" not in page
    assert "for whoever is signed in: no key opens it" in page and "-b &#39;namehouse=…&#39;" in page
    assert "/api/v1/views?list=…" in page
    assert 'href="/api-keys/reference"' in yard.signed_in("support").get("/api-keys/").text


@pytest.mark.slow
@pytest.mark.feature("ARC-01")
@pytest.mark.timeout(240)
def test_a_program_that_tries_all_of_it_out_finds_it_as_described(yard: House) -> None:
    """Schemathesis, with a key that opens everything: right and wrong values, in every place that takes some."""
    try_out(yard, DEEP if thorough() else 1)


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_what_is_for_who_is_signed_in_is_found_as_described_too(yard: House) -> None:
    """What no key opens: second factors, PINs, consents, keys themselves."""
    inside = Inside(Person(yard, "reseller").inside())
    found = tried(inside, DEEP if thorough() else 2, lambda operation: operation["security"] == [{"session": []}])
    assert found > 10 or not thorough()


@dataclass
class Inside:
    """Asks the API as a script of whoever is signed in."""

    visitor: Visitor

    def ask(self, method: str, path: str, **rest):
        return self.visitor.ask(method, f"/api/v1/{path}", **rest)

    @property
    def shown(self) -> dict[str, str]:
        return {"X-CSRFToken": self.visitor.token("/account/")}


def try_out(yard: House, examples: int) -> None:
    held = sorted(everything(yard))
    asks = Program(yard.visitor(), draw(yard, "master", *held))
    tried(asks, examples, lambda operation: True)


def tried(asks: Program | Inside, examples: int, wanted: Callable[[dict], bool]) -> int:
    """How many operations were, none of which was otherwise than described."""
    description = asks.ask("GET", "openapi.json").json
    schema = schemathesis.openapi.from_dict(description)
    found, operations = [], [each.ok() for each in schema.get_all_operations()]
    chosen = some([each for each in operations if wanted(each.definition.raw)], 3)
    for operation in chosen:

        @hypothesis.given(case=right_or_wrong(operation))
        @hypothesis.settings(
            max_examples=examples,
            database=None,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(hypothesis.HealthCheck),
            phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
        )
        def ask(case) -> None:
            answer = answered(asks, case)
            case.validate_response(answer, checks=CHECKS)

        try:
            ask()
        except (Exception, BaseExceptionGroup) as failure:
            found.append(_said(operation, failure))
    assert not found, "\n\n".join(found)
    return len(chosen)


def _said(operation, failure: Exception) -> str:
    below = getattr(failure, "exceptions", (failure,))
    return f"{operation.method} {operation.path}\n" + "\n".join(
        f"{type(each).__name__}: {each}"[:1500] for each in below
    )


def right_or_wrong(operation):
    """Cases that fit the description; and such as do not, where something can be wrong with one."""
    right = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    if operation.body or operation.query:
        return right | operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)
    return right


def everything(yard: House) -> set[str]:
    page = yard.signed_in("master").get("/api-keys/-/draw").text
    return set(re.findall(r'name="permissions" value="([^"]+)"', page))


def answered(asks: Program | Inside, case):
    """The answer to a case, asked in this process."""
    sent = case.as_transport_kwargs(base_url="http://localhost")
    request = requests.Request(
        method=sent["method"],
        url=sent["url"],
        headers=sent.get("headers"),
        params=sent.get("params"),
        data=sent.get("data"),
        json=sent.get("json"),
        cookies=None,
    ).prepare()
    headers = {**dict(request.headers), **asks.shown}
    answer = asks.visitor.ask(
        request.method, request.path_url, data=request.body, headers=headers, base_url="http://localhost"
    )
    return schemathesis.Response(
        status_code=answer.status_code,
        headers={name.lower(): [value] for name, value in answer.headers.items()},
        content=answer.data,
        request=request,
        elapsed=0.1,
        verify=False,
    )
