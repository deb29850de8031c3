"""Bytes that are no two pieces alike, so that a lost, doubled or moved piece changes the checksum."""

import random

PIECE = 1 << 18
_NOISE = random.Random(20_000).randbytes(PIECE - 8)


def pieces(count):
    """So many bytes in all, in pieces that begin with their number."""
    for number in range((count + PIECE - 1) // PIECE):
        piece = number.to_bytes(8, "big") + _NOISE
        yield piece[:count - number * PIECE] if (number + 1) * PIECE > count else piece
