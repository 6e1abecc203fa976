"""Identifiers: time-ordered UUIDs for rows, random tokens for links that leave the house."""

import os
import secrets
import time
import uuid


def uuid7() -> uuid.UUID:
    """A version 7 UUID (RFC 9562): 48 bits of milliseconds, 12 bits of their fraction, then 62 random bits.

    The fraction (section 6.2, method 3) keeps ids of one process in the order they were made.
    """
    milliseconds, nanoseconds = divmod(time.time_ns(), 1_000_000)
    fraction = nanoseconds * 4096 // 1_000_000
    random = int.from_bytes(os.urandom(8), "big") >> 2
    return uuid.UUID(int=milliseconds << 80 | 0x7 << 76 | fraction << 64 | 0x2 << 62 | random)


def token() -> str:
    """256 random bits, URL-safe."""
    return secrets.token_urlsafe(32)
