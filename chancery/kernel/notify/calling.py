"""One call to an address outside: where it may go, how long it may take, how much of the answer is read.

The standard library does this well enough: it follows no redirect, uses no proxy, and lets us connect to the very
address that was looked at, so that a name cannot lead elsewhere a moment later.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from ipaddress import IPv4Address, IPv6Address, ip_address
from threading import Timer
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.sentences import Sentence, say

LONGEST = 500
CONNECTING = 5.0
ALTOGETHER = 15.0
MOST_READ = 64 * 1024
PORTS = {"https": 443, "http": 80}
METADATA = frozenset(
    ip_address(number) for number in ("100.100.100.200", "168.63.129.16", "192.0.0.192", "fd00:ec2::254")
)
"""Where clouds answer questions about the machine itself, beside the link-local address that most of them use."""
Number = IPv4Address | IPv6Address


@dataclass(frozen=True)
class Reply:
    """How a call ended: the status of the answer, or why there was none, and how many milliseconds it took."""

    status: int | None = None
    fault: Sentence | None = None
    took: int = 0

    @property
    def taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def checked_address(address: str) -> str:
    """The address of a receiver as it is kept. Raises Refused with what is wrong with it."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise _unfit(say("This is no address. Write it as https://host/path.")) from None
    if not address.isascii() or not address.isprintable() or " " in address or len(address) > LONGEST:
        raise _unfit(say("An address has Latin characters only, no spaces, and at most {most}.", most=LONGEST))
    if parts.scheme not in PORTS or not host or port == 0:
        raise _unfit(say("This is no address. Write it as https://host/path."))
    if parts.username or parts.password or parts.fragment:
        raise _unfit(say("An address holds neither a name with a password nor a “#”."))
    if _allowed(parts):
        return address
    if parts.scheme != "https":
        raise _unfit(say("Only https: what is told must not be read on the way."))
    with contextlib.suppress(ValueError):
        if _forbidden(ip_address(host)):
            raise _unfit(say("{host} lies inside this machine or beside it; nothing is sent there.", host=host))
    return address


def _unfit(sentence: Sentence) -> Refused:
    return Refused(sentence, fields={"address": sentence})


def call(address: str, body: bytes, headers: Mapping[str, str]) -> Reply:
    """Send a body by POST and say how that ended; nothing is raised, whatever the other side does."""
    started = time.monotonic()
    status, fault = None, None
    try:
        status = _answered(urlsplit(checked_address(address)), body, headers)
    except Refused as refusal:
        fault = refusal.sentence
    except ssl.SSLCertVerificationError:
        fault = say("The certificate of this address does not hold.")
    except (TimeoutError, OSError, HTTPException, ValueError):
        late = time.monotonic() - started >= CONNECTING
        fault = say("No answer in time.") if late else say("The connection failed or broke off.")
    return Reply(status, fault, round((time.monotonic() - started) * 1000))


def _answered(parts: SplitResult, body: bytes, headers: Mapping[str, str]) -> int:
    host = parts.hostname or ""
    port = parts.port or PORTS[parts.scheme]
    line = _connected(host, port, free=_allowed(parts))
    if parts.scheme == "https":
        context = ssl.create_default_context()
        line = context.wrap_socket(line, server_hostname=host, do_handshake_on_connect=False)
    with contextlib.closing(line), _cut_after(line, ALTOGETHER):
        if isinstance(line, ssl.SSLSocket):
            line.do_handshake()
        connection = HTTPConnection(host, port)
        connection.sock = line
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", path, body, {"Host": parts.netloc, "Connection": "close", **headers})
        response = connection.getresponse()
        with contextlib.suppress(OSError, HTTPException, ValueError):
            response.read(MOST_READ)
        return response.status


def _connected(host: str, port: int, *, free: bool) -> socket.socket:
    """A connection to the first of the host's addresses that may be called and answers. Raises Refused, OSError."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Refused(say("No address is known for {host}.", host=host)) from None
    numbers = list(dict.fromkeys(str(place[4][0]) for place in found))
    open_ones = [number for number in numbers if free or not _forbidden(ip_address(number.partition("%")[0]))]
    if not open_ones:
        raise Refused(say("{host} lies inside this machine or beside it; nothing is sent there.", host=host))
    last: OSError = OSError()
    for number in open_ones[:3]:
        try:
            return socket.create_connection((number, port), timeout=CONNECTING)
        except OSError as error:
            last = error
    raise last


@contextlib.contextmanager
def _cut_after(line: socket.socket, seconds: float) -> Iterator[None]:
    """Cut the line after so many seconds: a receiver that sends one byte now and then never ends by itself."""
    timer = Timer(seconds, _cut, [line])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _cut(line: socket.socket) -> None:
    with contextlib.suppress(OSError):
        socket.socket.shutdown(line, socket.SHUT_RDWR)


def _allowed(parts: SplitResult) -> bool:
    """Whether the settings allow this very origin, whatever it is."""
    return f"{parts.scheme}://{parts.netloc}".lower() in {
        origin.rstrip("/").lower() for origin in settings.WEBHOOKS_ALLOWED
    }


def _forbidden(number: Number) -> bool:
    """This machine, its link, the metadata of a cloud, or no single host. Private networks are where departments are."""
    if isinstance(number, IPv6Address):
        inner = number.ipv4_mapped or number.sixtofour or (number.teredo or (None, None))[1] or _translated(number)
        if inner is not None:
            return _forbidden(inner)
    return (
        number.is_loopback
        or number.is_link_local
        or number.is_multicast
        or number.is_unspecified
        or number.is_reserved
        or number in METADATA
        or (isinstance(number, IPv4Address) and number.packed[0] == 0)
    )


def _translated(number: IPv6Address) -> IPv4Address | None:
    """The IPv4 address inside one of the translation prefix 64:ff9b::/96."""
    return IPv4Address(number.packed[12:]) if number.packed[:12] == bytes.fromhex("0064ff9b") + bytes(8) else None
