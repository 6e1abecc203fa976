"""A position as 28 bytes: two doubles (degrees), one float (heading), one double (Unix seconds), little-endian."""

import struct

_LAYOUT = struct.Struct("<ddfd")
NO_HEADING = -1.0


def pack(lat: float, lng: float, heading: float, at: float) -> bytes:
    return _LAYOUT.pack(lat, lng, heading, at)


def unpack(packed: bytes) -> tuple[float, float, float, float]:
    """(lat, lng, heading, at)."""
    return _LAYOUT.unpack(packed)
