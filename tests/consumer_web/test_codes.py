"""Are package codes one-to-one, unguessable, and safe against slips of eye and hand?"""

from __future__ import annotations

import pickle
import random
import re
import sys
from itertools import combinations, pairwise, permutations, product
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consumer_web.codes import (
    ALPHABET,
    MAX_JOB,
    MAX_KEYS,
    MAX_SERIAL,
    CodeBook,
    CodeError,
    KeyedPermutation,
    check_character,
    fold_code,
    group_code,
)

KEY, OLDER_KEY, OLDEST_KEY = (bytes([number]) * 32 for number in (1, 2, 3))
BOOK = CodeBook([KEY])
PERMUTATION = KeyedPermutation(KEY)
SAMPLES = [*BOOK.issue_range(4711, 1, 8), BOOK.issue(0, 0), BOOK.issue(MAX_JOB, MAX_SERIAL)]
BODY_BITS = 75

jobs = st.integers(0, MAX_JOB)
serials = st.integers(0, MAX_SERIAL)


def bits_of(code: str) -> int:
    """Read the 75 bits of the first 15 characters."""
    number = 0
    for character in code[:15]:
        number = number << 5 | ALPHABET.index(character)
    return number


def with_check(body: str) -> str:
    return body + check_character(body)


def refused_code(text: str) -> str:
    with pytest.raises(CodeError) as caught:
        fold_code(text)
    return caught.value.code


# --- one-to-one


@given(jobs, serials)
def test_a_code_gives_back_its_job_and_serial(job: int, serial: int) -> None:
    code = BOOK.issue(job, serial)
    assert BOOK.verify(code) == (job, serial)
    assert re.fullmatch(f"[{ALPHABET}]{{16}}", code)


@pytest.mark.parametrize("job", [0, 1, 2**17, 2**26, MAX_JOB])
@pytest.mark.parametrize("serial", [0, 1, 2**19, MAX_SERIAL])
def test_the_bounds_belong_to_the_range(job: int, serial: int) -> None:
    assert BOOK.verify(BOOK.issue(job, serial)) == (job, serial)


@given(st.integers(0, 2**BODY_BITS - 1))
def test_the_permutation_is_undone_in_both_directions(number: int) -> None:
    shuffled = PERMUTATION.shuffle(number)
    assert 0 <= shuffled < 2**BODY_BITS
    assert PERMUTATION.unshuffle(shuffled) == number
    assert PERMUTATION.shuffle(PERMUTATION.unshuffle(number)) == number


def test_no_two_packages_share_a_code() -> None:
    codes = {code for job in range(20) for code in BOOK.issue_range(job, 0, 1000)}
    assert len(codes) == 20_000


def test_a_code_stays_the_same_for_ever() -> None:
    # Printed bags outlive releases: a change of this value makes them counterfeits.
    assert CodeBook([bytes(range(32))]).issue(7, 1) == "FEGPJV7BRWKV5BR8"


def test_a_range_is_the_codes_of_its_serials_in_order() -> None:
    assert list(BOOK.issue_range(5, 10, 4)) == [BOOK.issue(5, serial) for serial in range(10, 14)]
    assert list(BOOK.issue_range(5, 10, 0)) == []


@pytest.mark.parametrize(
    ("job", "first", "count", "code"),
    [
        (-1, 0, 1, "code.job"),
        (MAX_JOB + 1, 0, 1, "code.job"),
        (1, -1, 1, "code.serial"),
        (1, MAX_SERIAL + 1, 1, "code.serial"),
        (1, MAX_SERIAL, 2, "code.serial"),
        (1, 1, MAX_SERIAL + 1, "code.serial"),
        (1, 5, -1, "code.serial"),
    ],
)
def test_numbers_out_of_bounds_are_refused_before_the_first_code(
    job: int, first: int, count: int, code: str
) -> None:
    with pytest.raises(CodeError) as caught:
        BOOK.issue_range(job, first, count)
    assert caught.value.code == code


# --- the check character


@pytest.mark.parametrize("code", SAMPLES)
def test_every_single_wrong_character_is_noticed(code: str) -> None:
    for place, wrong in product(range(16), ALPHABET):
        if wrong != code[place]:
            assert refused_code(code[:place] + wrong + code[place + 1 :]) == "code.check"


def test_every_swap_of_two_characters_is_noticed_whatever_they_are() -> None:
    # The sum is linear, so what the other characters are does not matter: two places and two
    # different characters are all the cases there are. Neighbours are among them.
    missed = []
    for left, right in combinations(range(15), 2):
        for one, other in permutations(ALPHABET, 2):
            body = ["0"] * 15
            body[left], body[right] = one, other
            swapped = body.copy()
            swapped[left], swapped[right] = other, one
            if check_character("".join(body)) == check_character("".join(swapped)):
                missed.append((left, right, one, other))
    assert missed == []


@pytest.mark.parametrize("place", range(15))
def test_a_swap_with_the_check_character_is_noticed(place: int) -> None:
    seen = 0
    for character, filler in product(ALPHABET, repeat=2):
        body = filler * place + character + filler * (14 - place)
        code = with_check(body)
        if code[place] != code[15]:
            swapped = code[:place] + code[15] + code[place + 1 : 15] + code[place]
            assert refused_code(swapped) == "code.check"
            seen += 1
    assert seen > 900


@pytest.mark.parametrize("code", SAMPLES)
def test_every_swap_of_neighbours_in_a_real_code_is_noticed(code: str) -> None:
    for place in range(15):
        if code[place] != code[place + 1]:
            swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
            assert refused_code(swapped) == "code.check"
            assert BOOK.verify(swapped) is None


# --- spellings


def test_the_alphabet_is_crockfords() -> None:
    assert len(set(ALPHABET)) == 32
    assert set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") - set(ALPHABET) == set("ILOU")


@pytest.mark.parametrize(
    "spell",
    [
        str.lower,
        group_code,
        lambda code: f"  {code[:4]} {code[4:8]}\u3000{code[8:12]}\u00a0{code[12:]}\r\n",
        "-".join,
        lambda code: "–".join((code[:8], code[8:])),
        lambda code: code.replace("0", "O"),
        lambda code: code.replace("0", "o").replace("1", "l"),
        lambda code: code.replace("1", "I"),
        lambda code: code.replace("1", "i").lower(),
        lambda code: code.replace("1", "L"),
        lambda code: "".join(chr(ord(character) + 0xFEE0) for character in code),
        lambda code: "".join(chr(ord(character) + 0xFEE0) for character in code.lower()),
    ],
)
def test_what_people_type_is_folded_to_the_one_spelling(spell) -> None:  # type: ignore[no-untyped-def]
    for code in [*SAMPLES, with_check("0101ABCDEFGHJKM"), with_check("0" * 15)]:
        assert fold_code(spell(code)) == code


def test_codes_are_read_aloud_in_fours() -> None:
    code = SAMPLES[0]
    assert group_code(code) == f"{code[:4]}-{code[4:8]}-{code[8:12]}-{code[12:]}"
    assert fold_code(group_code(code)) == code


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda good: "", "code.length"),
        (lambda good: good[:15], "code.length"),
        (lambda good: good + "0", "code.length"),
        (lambda good: "0" * 65, "code.length"),
        (lambda good: "U" + good[1:], "code.characters"),
        (lambda good: "u" + good[1:], "code.characters"),
        (lambda good: good[:8] + "*" + good[9:], "code.characters"),
        (lambda good: good[:8] + "码" + good[9:], "code.characters"),
        (lambda good: good[:8] + "\x00" + good[9:], "code.characters"),
        (lambda good: good[:8] + "ſ" + good[9:], "code.characters"),
        (lambda good: good[:8] + "٣" + good[9:], "code.characters"),
        (lambda good: "https://h/T/" + good, "code.characters"),
    ],
)
def test_a_text_that_is_no_code_is_refused_by_rule_and_is_not_ours(change, code: str) -> None:  # type: ignore[no-untyped-def]
    text = change(SAMPLES[0])
    assert refused_code(text) == code
    assert BOOK.verify(text) is None


@given(st.text(max_size=80))
def test_any_text_is_answered(text: str) -> None:
    assert BOOK.verify(text) is None


def test_an_error_tells_what_is_wrong_and_survives_pickling() -> None:
    with pytest.raises(CodeError) as caught:
        fold_code("ABC\x07")
    assert caught.value.detail == {"character": "U+0007"}
    copy = pickle.loads(pickle.dumps(caught.value))  # noqa: S301
    assert (copy.code, copy.detail) == ("code.characters", {"character": "U+0007"})


# --- keys


def test_the_newest_key_issues_and_all_keys_verify() -> None:
    printed = [CodeBook([key]).issue(9, 5) for key in (OLDEST_KEY, OLDER_KEY, KEY)]
    rotated = CodeBook([KEY, OLDER_KEY, OLDEST_KEY])
    assert rotated.issue(9, 5) == printed[2] != printed[1]
    assert [rotated.verify(code) for code in printed] == [(9, 5)] * 3


def test_a_dropped_or_foreign_key_no_longer_verifies() -> None:
    codes = list(CodeBook([OLDEST_KEY]).issue_range(9, 0, 500))
    assert [code for code in codes if CodeBook([KEY, OLDER_KEY]).verify(code)] == []


def test_keys_that_differ_in_one_bit_share_nothing() -> None:
    near = CodeBook([bytes([KEY[0] ^ 1]) + KEY[1:]])
    assert near.verify(SAMPLES[0]) is None
    assert 20 < (bits_of(near.issue(4711, 1)) ^ bits_of(SAMPLES[0])).bit_count() < 55


def test_long_keys_count_to_their_last_byte() -> None:
    long_key = bytes(range(200))
    assert CodeBook([long_key]).issue(1, 1) != CodeBook([long_key[:-1] + b"\0"]).issue(1, 1)


@pytest.mark.parametrize(
    "keys", [[], [b""], [b"k" * 31], [KEY, b"short"], [KEY, KEY], [KEY] * (MAX_KEYS + 1)]
)
def test_weak_double_or_missing_keys_are_refused(keys: list[bytes]) -> None:
    with pytest.raises(ValueError, match="key"):
        CodeBook(keys)


# --- unguessable


def test_a_made_up_code_passes_with_less_than_one_in_a_hundred_million() -> None:
    chance = MAX_KEYS * (MAX_JOB + 1) * (MAX_SERIAL + 1) / 2**BODY_BITS
    assert chance < 1e-8


def test_of_a_million_million_made_up_codes_none_names_a_package_that_was_issued() -> None:
    # A forger who computes the check character hits one of the issued numbers, under any key.
    issued = 10**8
    assert MAX_KEYS * issued / 2**BODY_BITS < 1e-12
    assert MAX_JOB >= 10**8
    assert MAX_SERIAL >= 10**6
    # 27 bits for the job, 20 for the serial: what is left is what a forger must hit by luck.
    assert BODY_BITS - (MAX_JOB.bit_length() + MAX_SERIAL.bit_length()) == 28


def test_made_up_codes_fall_evenly_on_all_plain_numbers() -> None:
    # What a wrong code decrypts to is as good as drawn by lot: the zero bits are met by chance.
    draw = random.Random(20261127)
    cells, count = 64, 12_800
    counts = [0] * cells
    for _ in range(count):
        counts[PERMUTATION.unshuffle(draw.getrandbits(BODY_BITS)) >> (BODY_BITS - 6)] += 1
    chi_square = sum((found - count / cells) ** 2 / (count / cells) for found in counts)
    assert 25 < chi_square < 120  # 63 degrees of freedom: outside of it once in 50,000


def test_each_bit_of_job_and_serial_turns_half_of_the_code() -> None:
    # The strict avalanche criterion: 47 bits in, 75 out; standard error of 400 draws 0.025.
    draw = random.Random(75)
    plain = [draw.randrange(MAX_JOB) << 20 | draw.randrange(MAX_SERIAL) for _ in range(400)]
    codes = [PERMUTATION.shuffle(number) for number in plain]
    for bit in range(47):
        turned = [PERMUTATION.shuffle(number ^ 1 << bit) for number in plain]
        changes = [one ^ other for one, other in zip(codes, turned, strict=True)]
        for out in range(BODY_BITS):
            share = fmean(change >> out & 1 for change in changes)
            assert abs(share - 0.5) < 0.15, (bit, out)


def test_who_knows_a_thousand_codes_in_a_row_does_not_know_the_next() -> None:
    # The next code is not the last one moved by any step that was seen before.
    numbers = [bits_of(code) for code in BOOK.issue_range(55, 0, 1001)]
    modulus = 2**BODY_BITS
    steps = [(other - one) % modulus for one, other in pairwise(numbers[:-1])]
    masks = [one ^ other for one, other in pairwise(numbers[:-1])]
    assert numbers[-1] not in {(numbers[-2] + step) % modulus for step in steps}
    assert numbers[-1] not in {numbers[-2] ^ mask for mask in masks}
    assert len(set(steps)) == len(set(masks)) == 999


def test_made_up_codes_with_a_right_check_character_do_not_pass() -> None:
    draw = random.Random(20261124)
    book = CodeBook([KEY, OLDER_KEY, OLDEST_KEY])
    made_up = (with_check("".join(draw.choices(ALPHABET, k=15))) for _ in range(30_000))
    assert [code for code in made_up if book.verify(code)] == []


def test_numbers_next_to_a_code_are_not_codes() -> None:
    number = bits_of(SAMPLES[0])
    for near in [number ^ 1 << bit for bit in range(BODY_BITS)] + [number + 1, number - 1]:
        body = "".join(ALPHABET[near >> shift & 31] for shift in range(70, -1, -5))
        assert BOOK.verify(with_check(body)) is None


@pytest.mark.parametrize("step", ["serial", "job"])
def test_neighbours_differ_in_half_of_their_bits(step: str) -> None:
    count = 4000
    if step == "serial":
        codes = list(BOOK.issue_range(77, 0, count + 1))
    else:
        codes = [BOOK.issue(job, 1) for job in range(count + 1)]
    numbers = [bits_of(code) for code in codes]
    changes = [one ^ other for one, other in pairwise(numbers)]
    # Of 75 fair coins: mean 37.5, standard error of 4,000 draws 0.07; for one bit 0.008.
    assert fmean(change.bit_count() for change in changes) == pytest.approx(37.5, abs=0.35)
    for bit in range(BODY_BITS):
        flips = fmean(change >> bit & 1 for change in changes)
        assert flips == pytest.approx(0.5, abs=0.04)
    assert len(set(changes)) == count


def test_each_character_is_drawn_evenly_at_each_place() -> None:
    codes = list(BOOK.issue_range(88, 0, 6400))
    for place in range(16):
        counts = [sum(code[place] == character for code in codes) for character in ALPHABET]
        chi_square = sum((count - 200) ** 2 / 200 for count in counts)
        assert chi_square < 75  # 31 degrees of freedom: exceeded once in 50,000.


def test_the_serial_cannot_be_told_from_the_order_of_codes() -> None:
    codes = list(BOOK.issue_range(99, 0, 2000))
    rising = fmean(one < other for one, other in pairwise(codes))
    assert rising == pytest.approx(0.5, abs=0.05)


def test_an_unknown_code_costs_no_more_than_a_known_one() -> None:
    # Calls are counted, not seconds, so that a busy machine cannot fail the test.
    book = CodeBook([KEY, OLDER_KEY, OLDEST_KEY])
    draw = random.Random(1)

    def calls(code: str) -> int:
        events: list[str] = []
        sys.setprofile(lambda _frame, event, _argument: events.append(event))
        book.verify(code)
        sys.setprofile(None)
        return len(events)

    issued = [CodeBook([key]).issue(1, 1) for key in (KEY, OLDER_KEY, OLDEST_KEY)]
    made_up = [with_check("".join(draw.choices(ALPHABET, k=15))) for _ in range(20)]
    assert len({calls(code) for code in issued + made_up}) == 1
