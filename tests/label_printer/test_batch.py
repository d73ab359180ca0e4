import random
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from segno import encoder

from label_printer.batch import BatchEncoder
from label_printer.errors import SymbolError
from label_printer.masks import judge, pack_words
from label_printer.segments import plan_symbol
from label_printer.symbol import Symbol, draw_symbol

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
ALPHABETS = (CROCKFORD, "0123456789", "abcdefgh", "ABC/.-", "aB3~", CROCKFORD + "abc")
PREFIXES = ("", "https://LY.HZ.EXAMPLE/T/", "https://ly.hz.example/01/06901234567892/10/")


def by_segno(text: str) -> Symbol:
    return draw_symbol(text, plan_symbol(text))


def payloads(seed: int, count: int, prefix: str, alphabet: str, length: int) -> list[str]:
    draw = random.Random(seed)
    return [prefix + "".join(draw.choices(alphabet, k=length)) for _ in range(count)]


@given(
    st.integers(0, 2**32),
    st.sampled_from(PREFIXES),
    st.sampled_from(ALPHABETS),
    st.integers(1, 40) | st.integers(41, 90),
)
@settings(max_examples=6, deadline=None)
def test_a_batch_is_what_segno_draws_one_by_one(seed, prefix, alphabet, length):
    # As many as make the batch worth while; a few of them, since segno takes its time.
    texts = payloads(seed, 300, prefix, alphabet, length)
    drawn = BatchEncoder().encode_all(texts)
    assert [symbol.text for symbol in drawn] == texts
    assert drawn[:5] == [by_segno(text) for text in texts[:5]]


# The most alphanumeric characters that versions 1 to 11 hold at M (ISO/IEC 18004, table 7).
@pytest.mark.parametrize(
    ("version", "length"),
    list(enumerate((20, 38, 61, 90, 122, 154, 178, 221, 262, 311, 366), start=1)),
)
def test_every_size_that_a_word_holds_equals_segno(version, length):
    texts = [code + "-" * (length - 14) for code in payloads(version, 700, "", CROCKFORD, 14)]
    drawn = BatchEncoder().encode_all(texts)
    assert {symbol.version for symbol in drawn} == {version}
    assert drawn[-6:] == [by_segno(text) for text in texts[-6:]]


def test_ten_thousand_codes_read_back_and_some_are_compared_with_segno():
    texts = payloads(10, 10_000, PREFIXES[1], CROCKFORD, 16)
    drawn = BatchEncoder().encode_all(texts)
    assert [symbol.text for symbol in drawn] == texts
    assert drawn[::100] == [by_segno(text) for text in texts[::100]]


def test_texts_of_all_shapes_come_back_in_their_order():
    draw = random.Random(4)
    texts = [
        payloads(draw.getrandbits(30), 1, prefix, alphabet, length)[0]
        for prefix, alphabet, length in product(PREFIXES, ALPHABETS, (3, 17, 300))
    ]
    batch = BatchEncoder()
    assert batch.encode_all(texts) == [by_segno(text) for text in texts]
    assert batch.encode_all([]) == []


def test_what_was_learnt_serves_a_small_batch_later():
    texts = payloads(5, 400, PREFIXES[1], CROCKFORD, 16)
    taught = BatchEncoder()
    taught.encode_all(texts)
    few = texts[:3]
    assert taught.encode_all(few) == [by_segno(text) for text in few]


def test_more_shapes_than_are_kept_do_no_harm():
    batch = BatchEncoder()
    for length in range(1, 40):
        texts = payloads(length, 4, "", CROCKFORD, length)
        assert batch.draw_all(texts)[0] == by_segno(texts[0])


def test_one_text_that_makes_no_symbol_refuses_the_batch():
    with pytest.raises(SymbolError, match="批号"):
        BatchEncoder().encode_all(["https://LY.HZ.EXAMPLE/T/1", "批号"])


# Symbols hardly ever hold two finder-like patterns in one another; random squares do.
@given(st.integers(0, 2**32), st.sampled_from([21, 29, 33, 45, 61]), st.floats(0.3, 0.7))
@settings(max_examples=40, deadline=None)
def test_penalties_are_those_of_segno(seed, size, share):
    draw = np.random.default_rng(seed)
    squares = (draw.random((4, size, size)) < share).astype(np.uint8)
    pattern = [1, 0, 1, 1, 1, 0, 1, 1, 1, 0, 1, 0, 1, 1, 1, 0, 1]
    for square in squares:
        row, column = draw.integers(size), draw.integers(size - len(pattern) + 1)
        square[row, :column] = 0
        square[row, column : column + len(pattern)] = pattern
        square[row, column + len(pattern) :] = 0
        square[: len(pattern), draw.integers(size)] = pattern
    words = np.stack([pack_words(square) for square in squares], axis=1)
    expected = [
        sum(encoder.mask_scores([bytearray(row) for row in square], size, size))
        for square in squares
    ]
    assert judge(words, size).tolist() == expected
