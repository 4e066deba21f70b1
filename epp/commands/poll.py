"""poll, the oldest message of a registrar's queue, and its acknowledgement (RFC 5730, section 2.9.2.3)."""

from epp.codec.envelope import MessageQueue
from epp.codec.markup import Element, Markup, node
from epp.codec.poll import write_notice
from epp.codec.results import ACK_TO_DEQUEUE, NO_MESSAGES
from epp.command import Command, Payload
from registry.actions.poll_ack import poll_ack
from registry.actions.poll_request import poll_request
from registry.context import Context
from registry.errors import ParameterMissing
from registry.model.poll import PollMessage
from registry.requests.poll import PollAck, PollAcked, PollRequest


def read(body: Element) -> PollRequest | PollAck:
    if (body.get("op") or "").strip() == "req":
        return PollRequest()
    message = " ".join((body.get("msgID") or "").split())
    if not message:
        raise ParameterMissing("An acknowledgement names its message in msgID.")
    return PollAck(message)


async def run(cx: Context, wish: PollRequest | PollAck) -> PollMessage | PollAcked | None:
    return await (poll_ack(cx, wish) if isinstance(wish, PollAck) else poll_request(cx))


def write(wish: PollRequest | PollAck, answer: PollMessage | PollAcked | None) -> Payload:
    if answer is None:
        return Payload(NO_MESSAGES)
    if isinstance(answer, PollAcked):
        return Payload(queue=MessageQueue(answer.waiting, answer.id))
    queue = MessageQueue(answer.waiting, str(answer.id), answer.at, answer.text)
    pieces = write_notice(answer.notice)
    return Payload(ACK_TO_DEQUEUE, pieces[0] if pieces else None, queue, pieces[1:])


def ask(wish: PollRequest | PollAck) -> Markup:
    return node("poll", op="ack", msgID=wish.id) if isinstance(wish, PollAck) else node("poll", op="req")


COMMAND = Command(read=read, run=run, write=write, ask=ask, transforms=False)
