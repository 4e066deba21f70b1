"""What is refused on the way to a token, by the codes of the standards."""

from datetime import timedelta


class OAuthRefused(Exception):
    """`code` is the standard's own (RFC 6749, sections 4.1.2.1 and 5.2; OpenID Connect Core, section 3.1.2.6); the words are for
    who builds the application, and never repeat what was sent; `wait` is after which it makes sense to try again."""

    def __init__(self, code: str, words: str, status: int = 400, wait: timedelta | None = None) -> None:
        super().__init__(words)
        self.code = code
        self.status = status
        self.wait = wait
