"""What is refused on the way to a token, by the codes of the standards."""


class OAuthRefused(Exception):
    """`code` is the standard's own (RFC 6749, sections 4.1.2.1 and 5.2; OpenID Connect Core, section 3.1.2.6); the words are for
    who builds the application, and never repeat what was sent."""

    def __init__(self, code: str, words: str, status: int = 400) -> None:
        super().__init__(words)
        self.code = code
        self.status = status
