"""What a client encodes is valid, and the server decodes it to the same wish."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from epp.asking import ASKS, frame_of
from epp.codec import envelope, safe
from epp.commands import COMMANDS
from epp.commands.login import Login
from epp.dispatch import Dispatch
from epp.services import Services
from epp.valid import Validity
from tests.epp.wishes import WISHES, handles, optional, several, tokens

DISPATCH = Dispatch()
VALIDITY = Validity(DISPATCH.namespaces)
EVERYTHING = Services(frozenset(uri for _, uri in COMMANDS if uri), frozenset(DISPATCH.namespaces))
URIS = ["urn:ietf:params:xml:ns:domain-1.0", "urn:ietf:params:xml:ns:host-1.0", "urn:example:other"]
LOGINS = st.builds(
    Login,
    handles,
    tokens(6, 16),
    optional(tokens(6, 16)),
    several(st.sampled_from(URIS), 1),
    several(st.sampled_from(URIS)),
)


def decoded(payload: bytes) -> object:
    request = envelope.read(safe.parse(payload))
    VALIDITY.demand(request)
    wish = DISPATCH.command_of(request, EVERYTHING).read(request.body)
    return DISPATCH.extended(wish, request.extensions, EVERYTHING)


@pytest.mark.parametrize("kind", WISHES, ids=lambda kind: kind.__name__)
def test_the_server_decodes_what_the_client_encodes(kind):
    @settings(
        max_examples=settings.default.max_examples * 3 // 5, suppress_health_check=[HealthCheck.too_slow], deadline=None
    )
    @given(WISHES[kind], optional(tokens(3, 64)))
    def holds(wish, cltrid):
        payload = frame_of(wish, cltrid)
        assert decoded(payload) == wish
        assert envelope.read(safe.parse(payload)).cltrid == cltrid

    holds()


@given(LOGINS)
def test_the_server_decodes_a_login(wish):
    assert decoded(frame_of(wish)) == wish


def test_every_wish_that_can_be_asked_is_tested():
    assert set(ASKS) - set(WISHES) == {Login, *[kind for kind in ASKS if kind.__name__ == "Logout"]}
