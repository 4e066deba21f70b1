"""Headers of the PROXY protocol: which are read, which are refused, and as soon as what."""

import ipaddress
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wire.proxy import LONGEST_V1, LONGEST_V2, BadHeader, Client, Said, read_header

SIGNATURE = b"\r\n\r\n\0\r\nQUIT\n"
ports = st.integers(0, 65535)


def v1(source: str, port: int) -> bytes:
    kind, target = ("TCP6", "2001:db8::700") if ":" in source else ("TCP4", "192.0.2.7")
    return f"PROXY {kind} {source} {target} {port} 700\r\n".encode()


def v2(source: str, port: int, additions: bytes = b"", command: int = 0x21) -> bytes:
    packed = ipaddress.ip_address(source).packed
    block = packed * 2 + struct.pack(">HH", port, 700) + additions
    return SIGNATURE + struct.pack(">BBH", command, 0x21 if len(packed) == 16 else 0x11, len(block)) + block


sources = st.ip_addresses().map(str)
headers = st.one_of(
    st.builds(v1, sources, ports),
    st.builds(
        v2, sources, ports, st.binary(max_size=40).map(lambda value: b"\x04" + struct.pack(">H", len(value)) + value)
    ),
    st.just(b"PROXY UNKNOWN\r\n"),
    st.builds(v2, sources, ports, command=st.just(0x20)),
)


@given(source=sources, port=ports, write=st.sampled_from([v1, v2]), rest=st.binary(max_size=30))
def test_a_header_names_the_client_and_leaves_the_rest_alone(source, port, write, rest):
    said = read_header(write(source, port) + rest)
    address = ipaddress.ip_address(source)
    assert said == Said(Client(str(getattr(address, "ipv4_mapped", None) or address), port), rest)


@given(header=headers)
def test_a_header_that_is_not_whole_is_waited_for_and_never_misread(header):
    assert [read_header(header[:end]) for end in range(1, len(header))] == [None] * (len(header) - 1)
    assert read_header(header) is not None


@pytest.mark.parametrize(
    "header", [b"PROXY UNKNOWN\r\n", b"PROXY UNKNOWN ff::1 ff::2 1 2\r\n", v2("192.0.2.1", 5, command=0x20)]
)
def test_a_proxy_may_speak_for_itself(header):
    assert read_header(header + b"rest") == Said(None, b"rest")


def test_ipv4_inside_ipv6_is_the_ipv4_address_it_carries():
    assert read_header(v1("::ffff:192.0.2.9", 9)).client == Client("192.0.2.9", 9)
    assert read_header(v2("::ffff:192.0.2.9", 9)).client == Client("192.0.2.9", 9)


@pytest.mark.parametrize(
    "data",
    [
        b"\x16\x03\x01\x02\x00\x01",  # a TLS handshake
        b"\x00\x00\x00\x20<epp/>",
        b"GET / HTTP/1.1\r\n",
        b"PROXY\r\n",
        b"PROXY TCP4 192.0.2.1 192.0.2.7 1 700\n",
        b"PROXY TCP4 192.0.2.1  192.0.2.7 1 700\r\n",
        b"PROXY TCP4 192.0.2.1 192.0.2.7 1 700 more\r\n",
        b"PROXY TCP4 192.0.2.1 192.0.2.7 1\r\n",
        b"PROXY TCP4 192.0.2.1 192.0.2.7 +1 700\r\n",
        b"PROXY TCP4 192.0.2.1 192.0.2.7 01 700\r\n",
        b"PROXY TCP4 192.0.2.1 192.0.2.7 65536 700\r\n",
        b"PROXY TCP4 192.0.2.256 192.0.2.7 1 700\r\n",
        b"PROXY TCP4 2001:db8::1 2001:db8::7 1 700\r\n",
        b"PROXY TCP6 192.0.2.1 192.0.2.7 1 700\r\n",
        b"PROXY TCP6 2001:db8::1%1 2001:db8::7 1 700\r\n",
        b"PROXY UDP4 192.0.2.1 192.0.2.7 1 700\r\n",
        b"proxy TCP4 192.0.2.1 192.0.2.7 1 700\r\n",
        b"PROXY " + b"T" * LONGEST_V1,
        b"PROXY UNKNOWN " + b"x" * LONGEST_V1 + b"\r\n",
        SIGNATURE + b"\x11\x11\x00\x0c" + bytes(12),  # a version that is none
        SIGNATURE + b"\x22\x11\x00\x0c" + bytes(12),  # a command that is none
        SIGNATURE + b"\x21\x00\x00\x00",  # of nobody
        SIGNATURE + b"\x21\x12\x00\x0c" + bytes(12),  # over UDP
        SIGNATURE + b"\x21\x31\x00\xd8" + bytes(216),  # over a socket of the machine
        SIGNATURE + b"\x21\x11\x00\x0b",  # too short
        SIGNATURE + b"\x21\x11" + struct.pack(">H", LONGEST_V2),  # too long, said so before it comes
        v2("192.0.2.1", 1, b"\x04\x00\x05abc"),
    ],
)
def test_everything_else_is_refused(data):
    with pytest.raises(BadHeader):
        read_header(data)


@given(st.binary(min_size=1, max_size=300))
def test_noise_is_never_a_header(data):
    with pytest.raises(BadHeader):
        read_header(b"\x16" + data)
