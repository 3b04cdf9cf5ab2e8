"""Secrets of webhooks: kept so that they can sign, shown once, and the Standard Webhooks signature made with them."""

from __future__ import annotations

import hmac
import secrets
from base64 import b64decode, b64encode, urlsafe_b64encode
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from chancery.kernel.audit.keys import signing_key
from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.sentences import say

PREFIX = "whsec_"
SIZE = 32
PURPOSE = b"chancery: secrets of webhooks"


def new_secret() -> str:
    """A secret as the receiver enters it: `whsec_` and 32 random bytes."""
    return PREFIX + b64encode(secrets.token_bytes(SIZE)).decode()


def locked(secret: str) -> bytes:
    """The secret as the database keeps it (加密保存)."""
    return _box().encrypt(secret.encode())


def unlocked(kept: bytes) -> str:
    """The secret again. Raises Refused where the node's key is not the one that locked it."""
    try:
        return _box().decrypt(kept).decode()
    except InvalidToken:
        raise Refused(
            say("The secret cannot be read with the key of this node; make a new secret and enter it there.")
        ) from None


def _box() -> Fernet:
    """A key of its own, drawn from the node's key: whoever has only the database signs nothing."""
    drawn = HKDF(SHA256(), 32, salt=None, info=PURPOSE).derive(signing_key().private_bytes_raw())
    return Fernet(urlsafe_b64encode(drawn))


def signed_headers(event: str, at: datetime, body: bytes, secrets_now: Sequence[str]) -> dict[str, str]:
    """The three headers of Standard Webhooks; while a secret is being changed, both signatures go along."""
    stamp = str(int(at.timestamp()))
    marks = [_signature(secret, f"{event}.{stamp}.".encode() + body) for secret in secrets_now]
    return {"webhook-id": event, "webhook-timestamp": stamp, "webhook-signature": " ".join(marks)}


def _signature(secret: str, signed: bytes) -> str:
    key = b64decode(secret.removeprefix(PREFIX))
    return "v1," + b64encode(hmac.digest(key, signed, sha256)).decode()


def node_name() -> str:
    """What tells this node from others in events: the beginning of the digest of its public key."""
    return sha256(signing_key().public_key().public_bytes_raw()).hexdigest()[:16]
