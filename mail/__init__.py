"""Mail: written in the transaction of what it tells, kept until a server has taken it, sent by the worker."""
