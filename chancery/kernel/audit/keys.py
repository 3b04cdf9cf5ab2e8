"""The key with which this node signs the heads of its log."""

from __future__ import annotations

from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.conf import settings


def signing_key() -> Ed25519PrivateKey:
    """The node's key, made once and kept beside the data, readable by its owner only."""
    path = Path(settings.DATA) / "audit.key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(Ed25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption()))
        path.chmod(0o600)
    return Ed25519PrivateKey.from_private_bytes(path.read_bytes())


def signed_by_us(signature: bytes, note: bytes) -> bool:
    try:
        signing_key().public_key().verify(signature, note)
    except InvalidSignature:
        return False
    return True
