"""Issue package codes, and tell for which label job and serial we issued one.

A code is 16 characters of Crockford's base32. The first 15 carry 75 bits: a keyed permutation of
28 zero bits, the number of the label job and the serial within it. The 16th is a check character.
So no row per package is stored: whoever holds the key reads job and serial back out of the code,
and a code that somebody made up lands on the 28 zero bits only by luck. Neighbouring serials share
nothing that can be seen.

The permutation is a Feistel network of ten rounds (as many as FF1 of NIST SP 800-38G) over halves
of 37 and 38 bits, with keyed BLAKE2b as round function.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: without I, L, O and U.
CODE_LENGTH: Final = 16
MAX_JOB: Final = 100_000_000
MAX_SERIAL: Final = 1_000_000
MIN_KEY_BYTES: Final = 32
# A forger who computes the check character passes with a chance of keys * jobs * serials / 2**75,
# that is 2.7e-9 for each key. Three keys keep it below 1e-8.
MAX_KEYS: Final = 3

_SERIAL_BITS: Final = 20
_LEFT_BITS: Final = 37
_RIGHT_BITS: Final = 38
_LEFT_MASK: Final = (1 << _LEFT_BITS) - 1
_RIGHT_MASK: Final = (1 << _RIGHT_BITS) - 1
_ROUNDS: Final = 10
_LONGEST_SPELLING: Final = 64

# Multiplication by x in GF(32), modulo x**5 + x**2 + 1.
_TIMES_X: Final = tuple((value << 1) ^ (0b100101 if value & 16 else 0) for value in range(32))
_VALUES: Final = {character: value for value, character in enumerate(ALPHABET)}
_TO_PYTHON_BASE32: Final = str.maketrans(ALPHABET, "0123456789ABCDEFGHIJKLMNOPQRSTUV")


def _spellings() -> dict[int, str | None]:
    """Lay out what people type for each character, also with a Chinese input method."""
    table: dict[int, str | None] = {ord(mark): None for mark in " \t\r\n\u00a0\u3000-‐‑‒–—−－"}
    for character in ALPHABET:
        meant = [character, character.lower()]
        meant += {"0": ["O", "o"], "1": ["I", "i", "L", "l"]}.get(character, [])
        for typed in meant:
            table[ord(typed)] = character
            table[ord(typed) + 0xFEE0] = character  # The full-width form, such as Ｋ or ３.
    return table


_SPELLINGS: Final = _spellings()


class CodeError(ValueError):
    """A text that cannot be a package code, or a number that no code can carry.

    `code` is stable: "code.length", "code.characters", "code.check", "code.job", "code.serial".
    `detail` holds the values that matter, as text.
    """

    def __init__(self, code: str, detail: dict[str, str] | None = None) -> None:
        super().__init__(code, detail or {})
        self.code: str = code
        self.detail: dict[str, str] = detail or {}


def check_character(body: str) -> str:
    """Compute the check character of up to 15 characters of the alphabet.

    Each place has a weight of its own in GF(32), x**15 down to 1, none of them zero: a wrong
    character and a swap of any two different ones change the weighted sum, which must be zero.
    """
    total = 0
    for character in body:
        total = _TIMES_X[total ^ _VALUES[character]]
    return ALPHABET[total]


def fold_code(text: str, length: int = CODE_LENGTH) -> str:
    """Give the one spelling of a code: upper case, no spaces or hyphens, O as 0, I and L as 1.

    Receipts are spelt alike, with a length of their own.

    Raises CodeError "code.characters", "code.length" or "code.check".
    """
    if len(text) > _LONGEST_SPELLING:
        raise CodeError("code.length", {"length": str(len(text)), "expected": str(length)})
    folded = text.translate(_SPELLINGS)
    for character in folded:
        if character not in _VALUES:
            shown = character if character.isprintable() else f"U+{ord(character):04X}"
            raise CodeError("code.characters", {"character": shown})
    if len(folded) != length:
        raise CodeError("code.length", {"length": str(len(folded)), "expected": str(length)})
    if check_character(folded[:-1]) != folded[-1]:
        raise CodeError("code.check")
    return folded


def group_code(code: str) -> str:
    """Write a code as people read it, "7K3M-9QWD-X2HF-58TN"; raises like `fold_code`."""
    return group_folded(fold_code(code))


def group_folded(folded: str) -> str:
    """Do as `group_code` with a code that `fold_code` has given."""
    return f"{folded[:4]}-{folded[4:8]}-{folded[8:12]}-{folded[12:]}"


class KeyedPermutation:
    """A secret one-to-one shuffle of the numbers of 75 bits."""

    def __init__(self, key: bytes) -> None:
        # Hashed once more so that keys of any length fit BLAKE2b and serve this purpose alone.
        round_key = hashlib.blake2b(key, digest_size=32, person=b"package code key").digest()
        self._rounds = [
            hashlib.blake2b(key=round_key, digest_size=8, salt=bytes([number]))
            for number in range(_ROUNDS)
        ]
        pairs = [(self._rounds[at], self._rounds[at + 1]) for at in range(0, _ROUNDS, 2)]
        self._undoing = tuple(reversed(pairs))

    def shuffle(self, number: int) -> int:
        """Map a number of 75 bits to another."""
        left, right = number >> _RIGHT_BITS, number & _RIGHT_MASK
        for at in range(0, _ROUNDS, 2):
            left ^= self._mix(at, right) & _LEFT_MASK
            right ^= self._mix(at + 1, left) & _RIGHT_MASK
        return left << _RIGHT_BITS | right

    def unshuffle(self, number: int) -> int:
        """Undo `shuffle`. Every scan pays for this: its rounds are written out, without calls."""
        left, right = number >> _RIGHT_BITS, number & _RIGHT_MASK
        read = int.from_bytes
        for even, odd in self._undoing:
            state = odd.copy()
            state.update(left.to_bytes(5, "big"))
            right ^= read(state.digest(), "big") & _RIGHT_MASK
            state = even.copy()
            state.update(right.to_bytes(5, "big"))
            left ^= read(state.digest(), "big") & _LEFT_MASK
        return left << _RIGHT_BITS | right

    def _mix(self, at: int, half: int) -> int:
        state = self._rounds[at].copy()
        state.update(half.to_bytes(5, "big"))
        return int.from_bytes(state.digest(), "big")


class CodeBook:
    """Issues and verifies package codes with the newest key, and verifies with the older ones.

    `keys` come newest first, 1 to 3 of at least 32 random bytes each. A key may be dropped once
    nothing printed under it is on sale. A code of an older key also reads as another code under a
    newer one with a chance of 3e-9; it then names a job that most probably does not exist.
    """

    def __init__(self, keys: Sequence[bytes]) -> None:
        if not 1 <= len(keys) <= MAX_KEYS:
            raise ValueError(f"1 to {MAX_KEYS} keys are needed, not {len(keys)}")
        if any(len(key) < MIN_KEY_BYTES for key in keys):
            raise ValueError(f"a key needs at least {MIN_KEY_BYTES} bytes")
        if len(set(keys)) != len(keys):
            raise ValueError("the same key is given twice")
        self._permutations = [KeyedPermutation(key) for key in keys]

    def issue(self, job: int, serial: int) -> str:
        """Make the code of one package: job 0 to 100,000,000, serial 0 to 1,000,000.

        Raises CodeError "code.job" or "code.serial" outside of these bounds.
        """
        return next(self.issue_range(job, serial, 1))

    def issue_range(self, job: int, first_serial: int, count: int) -> Iterator[str]:
        """Make the codes of `count` serials in a row; bounds are checked before the first one."""
        if not 0 <= job <= MAX_JOB:
            raise CodeError("code.job", {"job": str(job), "max": str(MAX_JOB)})
        last = first_serial + count - 1
        if first_serial < 0 or count < 0 or last > MAX_SERIAL:
            raise CodeError("code.serial", {"serial": str(last), "max": str(MAX_SERIAL)})
        first = job << _SERIAL_BITS | first_serial
        shuffle = self._permutations[0].shuffle
        return (_write(shuffle(number)) for number in range(first, first + count))

    def verify(self, code: str) -> tuple[int, int] | None:
        """Read job and serial out of a code in any spelling; None if it is not one of ours.

        Every key is tried to the end and nothing is looked up, so a code that we never issued
        takes as long as one that we did. Only a text with a wrong length, character or check
        character is turned away sooner, by rules that everybody knows: see `fold_code`.
        """
        try:
            return self.verify_folded(fold_code(code))
        except CodeError:
            return None

    def verify_folded(self, folded: str) -> tuple[int, int] | None:
        """Do as `verify` with a code that `fold_code` has given."""
        number = int(folded[:-1].translate(_TO_PYTHON_BASE32), 32)
        found = None
        for permutation in reversed(self._permutations):
            plain = permutation.unshuffle(number)
            job, serial = plain >> _SERIAL_BITS, plain & ((1 << _SERIAL_BITS) - 1)
            if job <= MAX_JOB and serial <= MAX_SERIAL:
                found = job, serial
        return found


def _write(number: int) -> str:
    """Spell a number of 75 bits with its check character."""
    body = "".join([ALPHABET[number >> shift & 31] for shift in range(70, -1, -5)])
    return body + check_character(body)
