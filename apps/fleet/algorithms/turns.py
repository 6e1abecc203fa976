"""Which number a driver in line is shown. Near the front each place counts; further back a round number says enough.

When the first of a long line drives off, everybody's place changes: only those whose number does are told.
"""

EXACT_UNTIL = 10
STEP = 10


def shown(position: int) -> int:
    """`position` 1 is next. From the 11th on the next multiple of ten: "no later than 20th"."""
    return position if position <= EXACT_UNTIL else -(-position // STEP) * STEP
