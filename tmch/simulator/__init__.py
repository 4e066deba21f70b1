"""The other side: a clearinghouse that publishes lists and takes files of names by the real protocol, and misbehaves on demand.

Written from RFC 9361 alone: where ICANN's own differs from its specification, this does not show it.
"""
