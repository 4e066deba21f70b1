"""Octets that strangers send to port 43 and to the ports of RDAP: questions as they should be, and as they should not.

Names are those of the village (tests/whois/village.py), so that questions meet objects; around them stands what people send to
servers in the hope that they break: paths that climb, octets encoded twice or too long, patterns without end, headers by the
hundred, lengths that contradict each other with another request behind them.
"""

from dataclasses import dataclass

from hypothesis import strategies as st

# What no answer may be about: it is only ever asked for inside the body of another request.
SMUGGLED = b"smuggled.example"
LAST = b"GET /das/last.example HTTP/1.1\r\nHost: last\r\nConnection: close\r\n\r\n"


@dataclass(frozen=True)
class Visit:
    """What one connection sends; `whole` when it ends with a request that is answered unless something before it closes."""

    octets: bytes
    cuts: tuple[int, ...] = ()
    whole: bool = False

    def __repr__(self) -> str:
        said = self.octets if len(self.octets) < 1500 else self.octets[:700] + b" ... " + self.octets[-700:]
        return f"Visit({said!r}, {self.cuts}, {self.whole}), {len(self.octets)} octets"


NAMES = (
    "everything.test",
    "ns1.everything.test",
    "ns1.elsewhere.net",
    "xn--bcher-kva.example",
    "bücher.example",
    "BÜCHER.example.",
    "nobody.example",
    "198.51.100.7",
    "2001:db8::7",
    "9990",
    "alpha",
    "Alpha Registrar",
    "every*",
    "every*.test",
    "999*",
)
TRICKS = (
    "../../../../etc/passwd",
    "..%2f..%2f..%2fetc%2fpasswd",
    "..%252f..%252fetc%252fpasswd",
    "%2e%2e/%2e%2e/",
    "%c0%ae%c0%ae%c0%af",  # an overlong form of ../
    "%e0%80%ae",
    "%ed%a0%80",  # half of a pair of UTF-16
    "%f8%88%80%80%80",
    "%00",
    "everything.test%00.example",
    "%u002e",
    "%",
    "%4",
    "%zz",
    "%0d%0aSet-Cookie:%20a=b",
    "\\..\\..\\windows",
    "file:///etc/passwd",
    "';DROP TABLE registry.domain;--",
    '"><script>alert(1)</script>',
    "{{7*7}}${7*7}",
    "\u202eelpmaxe",
    "a" * 64 + ".example",
    "a." * 127 + "example",
    "xn--" + "9" * 55,
    "xn--a" * 40,
    "1" * 5000,
    "::1%eth0",
    "0x7f.1",
    "-",
    ".",
    "..",
    "*",
    "*" * 3000,
    "(a*)*" * 500,
    "%25" * 300,
    "&" * 300,
    "=" * 300,
)
words = st.sampled_from(NAMES) | st.sampled_from(TRICKS) | st.text(max_size=40)
octets = words.map(lambda text: text.encode(errors="surrogatepass")) | st.binary(max_size=60)


@st.composite
def _lines(draw):
    """A line for port 43, or what came instead of one."""
    keyword = draw(st.sampled_from([b"", b"", b"domain ", b"nameserver ", b"registrar ", b"=", b"DOMAIN =", b"-T dn "]))
    line = keyword + draw(octets) + draw(st.sampled_from([b"", b" ", b" more", b"\t", b"\x00"]))
    if draw(st.integers(0, 30)) == 0:
        line *= draw(st.sampled_from([20, 1_000_000 // max(1, len(line))]))  # a megabyte, at most
    end = draw(st.sampled_from([b"\r\n", b"\r\n", b"\n", b"\r", b"", b"\r\n\r\n", b"\r\nmore\r\n", b"\n\x00\n"]))
    return _cut(draw, line + end)


@st.composite
def _targets(draw):
    start = draw(
        st.sampled_from(
            [
                *(b"/domain/", b"/nameserver/", b"/entity/", b"/das/", b"/lookup?name=", b"/help/", b"/", b"//", b""),
                *(b"/domains?name=", b"/domains?nsLdhName=", b"/domains?nsIp=", b"/nameservers?ip="),
                *(b"/nameservers?name=", b"/entities?fn=", b"/entities?handle=", b"http://evil.example/domain/", b"*"),
            ]
        )
    )
    more = [
        *(b"", b"&fieldSet=id", b"&fieldSet=", b"&count=true", b"&cursor=" + b"A" * 40, b"?x=1", b"#y"),
        *(b"&sort=registrationDate:d", b"&sort=fn", b"&sort=handle%3Aa", b"&sort=name", b"&sort=fn,fn", b"&sort=:"),
    ]
    return start + draw(octets.map(_sayable)) + (draw(st.sampled_from(more)) if b"?" in start else b"")


def _sayable(text: bytes) -> bytes:
    """Without what ends a target; the rest may be what it likes."""
    return bytes(each for each in text if each not in b" \r\n")


HEADERS = (
    b"Host: rdap.example",
    b"Host: evil.example\r\nHost: rdap.example",
    b'Host: "><script>alert(1)</script>',
    b"Host: a b",
    b"Host: [::1",
    b"Host: " + b"h" * 3000,
    b"Host:",
    b"host : rdap.example",
    b"Accept: application/rdap+json",
    b"Accept: " + b"*/*;q=0.1," * 500,
    b"Accept-Encoding: gzip",
    b"Range: bytes=0-1,0-1,0-1",
    b"If-Modified-Since: yesterday",
    b"Expect: 100-continue",
    b"Expect: miracles",
    b"Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings",
    b"X-Forwarded-For: 127.0.0.1, 10.0.0.1\r\nX-Forwarded-Proto: https",
    b"Authorization: Basic " + b"A" * 2000,
    b"Authorization: Bearer \xff\xfe",
    b"Cookie: " + b"a=b; " * 600,
    b"Connection: keep-alive, close, upgrade",
    b"X: one\r\n two\r\n\tthree",
    b" folded: from the start",
    b"no colon at all",
    b": no name",
    b"X\x00: nul",
    b"X: \x00\x01\x7f\xff",
    b"\r\n".join(b"X-%d: y" % number for number in range(600)),
    b"X: " + b"y" * 20_000,
)
# A length that contradicts another, or that says what one part of the way may read otherwise than the next.
LENGTHS = (
    b"Content-Length: %d\r\nTransfer-Encoding: chunked",
    b"Transfer-Encoding: chunked\r\nContent-Length: %d",
    b"Content-Length: 0\r\nContent-Length: %d",
    b"Content-Length: %d\r\nContent-Length: 0",
    b"Content-Length: 0, %d",
    b"Content-Length: +%d",
    b"Content-Length: -%d",
    b"Content-Length: 0x%x",
    b"Content-Length : %d",
    b"Content-Length: %d ",
    b"Content-Length:\x0b%d",
    b"Transfer-Encoding: chunked, identity\r\nX: %d",
    b"Transfer-Encoding: identity, chunked\r\nX: %d",
    b"Transfer-Encoding:\x0bchunked\r\nX: %d",
    b"Transfer-Encoding: xchunked\r\nX: %d",
    b"Transfer-Encoding: chunked\r\nTransfer-Encoding: cow\r\nX: %d",
    b"Transfer-Encoding\n : chunked\r\nX: %d",
    b"Content-Length: 99999999999999999999%d",
)
METHODS = (
    *(b"GET", b"GET", b"GET", b"HEAD", b"POST", b"PUT", b"OPTIONS", b"TRACE", b"CONNECT", b"DELETE", b"PRI"),
    *(b"get", b"G\x00T", b"GET\t", b"M" * 4000, b"\x16\x03\x01"),
)
VERSIONS = (b" HTTP/1.1", b" HTTP/1.1", b" HTTP/1.1", b" HTTP/1.0", b" HTTP/2.0", b" HTTP/9.9", b" HTTP", b"", b" x y")
PLAIN = (
    b"GET /domain/everything.test HTTP/1.1\r\nHost: rdap.example\r\n\r\n",
    b"GET /help HTTP/1.1\r\nHost: a\r\n\r\n",
)


@st.composite
def _requests(draw):
    """One request, of which any part may be wrong."""
    wrong = draw(st.integers(0, 7))
    method = draw(st.sampled_from(METHODS)) if wrong & 1 else b"GET"
    version = draw(st.sampled_from(VERSIONS)) if wrong & 2 else b" HTTP/1.1"
    headers = draw(st.lists(st.sampled_from(HEADERS), max_size=4)) if wrong & 4 else [b"Host: rdap.example"]
    return b"\r\n".join([method + b" " + draw(_targets()) + version, *headers, b"", b""])


@st.composite
def _smuggling(draw):
    """Another request in the body of one whose length is told in two ways."""
    hidden = b"GET /domain/" + SMUGGLED + b" HTTP/1.1\r\nHost: inside\r\nX: "
    body = draw(
        st.sampled_from([b"", b"0\r\n\r\n", b"1\r\nz\r\n0\r\n\r\n", b"fffffffffffffffff\r\n", b"0;a=b\r\n\r\n"])
    )
    length = draw(st.sampled_from(LENGTHS)) % (len(body) + len(hidden))
    method = draw(st.sampled_from([b"GET", b"POST", b"HEAD"]))
    return method + b" /help HTTP/1.1\r\nHost: outside\r\n" + length + b"\r\n\r\n" + body + hidden


@st.composite
def _conversations(draw):
    """Requests behind each other in one connection, some of them damaged, cut anywhere."""
    kinds = st.one_of(_requests(), _requests(), st.sampled_from(PLAIN))
    said = b"".join(draw(st.lists(kinds, min_size=1, max_size=6)))
    if draw(st.integers(0, 3)) == 0:
        return _cut(draw, said + draw(_smuggling()) + b"\r\n\r\n" + LAST)
    damage = draw(st.integers(0, 5))
    if damage == 0:
        place = draw(st.integers(0, len(said)))
        said = said[:place] + draw(st.binary(max_size=8)) + said[place + draw(st.integers(0, 8)) :]
    if damage == 1:
        return _cut(draw, said[: draw(st.integers(0, len(said)))])  # the rest never comes
    return _cut(draw, said + LAST, whole=True)


def _cut(draw, said: bytes, *, whole: bool = False) -> Visit:
    places = st.lists(st.integers(0, len(said)), max_size=3) if len(said) < 20_000 else st.just([])
    return Visit(said, tuple(sorted(draw(places))), whole)


lines = _lines()
conversations = _conversations()
