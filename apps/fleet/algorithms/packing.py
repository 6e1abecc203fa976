"""A position as 28 bytes: two doubles (degrees), one float (heading), one double (Unix seconds), little-endian.

The id of a zone may follow, as text.
"""

import struct

_LAYOUT = struct.Struct("<ddfd")
NO_HEADING = -1.0
TIME_AT = 21  # the first byte of the time, counted from 1 as Lua does
ZONE_AT = _LAYOUT.size + 1


def pack(lat: float, lng: float, heading: float, at: float) -> bytes:
    return _LAYOUT.pack(lat, lng, heading, at)


def unpack(packed: bytes) -> tuple[float, float, float, float]:
    """(lat, lng, heading, at)."""
    return _LAYOUT.unpack_from(packed)


def zone_in(packed: bytes) -> str:
    """The zone id that follows, empty when there is none."""
    return packed[_LAYOUT.size :].decode()
