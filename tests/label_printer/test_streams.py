"""The bytes themselves, as the manuals of the languages want them."""

import base64
import binascii
import re
import zlib
from dataclasses import replace

import numpy as np
import pytest

from label_printer.bitmap import draw_bitmaps
from label_printer.errors import PrinterError
from label_printer.language import PrinterStatus
from label_printer.press import Press, find_language
from label_printer.stock import load_stock
from label_printer.tspl import Tspl
from label_printer.zpl import Zpl
from tests.label_printer.samples import job

STOCK = load_stock("60x40")


def test_a_tspl_chunk_sets_its_paper_first_and_clears_before_each_label(full_label):
    stream = Press(STOCK, Tspl()).render(job(full_label, 3))
    assert stream.startswith(b"SIZE 60 mm,40 mm\r\nGAP 2 mm,0 mm\r\n")
    assert stream.count(b"CLS\r\nBITMAP 0,0,60,320,0,") == 3
    assert stream.endswith(b"\r\nPRINT 1,1\r\n")
    assert len(stream) == pytest.approx(3 * 60 * 320, rel=0.02)


@pytest.mark.parametrize("dpi", [203, 300])
def test_in_tspl_a_bit_of_nought_burns_and_the_rest_of_a_row_stays_white(full_label, dpi):
    one = next(iter(draw_bitmaps([full_label], STOCK, dpi)))
    stream = Press(STOCK, Tspl(), dpi).render([full_label])
    start = stream.index(b",0,", stream.index(b"BITMAP 0,0,") + 11) + 3
    rows = np.frombuffer(stream[start : start + one.stride * one.height], np.uint8)
    dots = np.unpackbits(rows.reshape(one.height, one.stride), axis=1)
    assert np.array_equal(dots == 0, np.unpackbits(one.rows, axis=1) == 1)
    assert (dots[:, one.width :] == 1).all()


@pytest.mark.parametrize("compressed", [False, True])
def test_zpl_carries_the_same_dots_as_digits_or_deflated(full_label, compressed):
    one = next(iter(draw_bitmaps([full_label], STOCK)))
    stream = Press(STOCK, Zpl(compressed=compressed)).render([full_label])
    match = re.search(rb"\^GFA,(\d+),(\d+),(\d+),([^^]+)\^FS\^PQ1\^XZ", stream)
    assert match
    assert (int(match[1]), int(match[2]), int(match[3])) == (19200, 19200, 60)
    data = match[4]
    if compressed:
        encoded, checksum = data.removeprefix(b":Z64:").split(b":")
        assert int(checksum, 16) == binascii.crc_hqx(encoded, 0)
        assert zlib.decompress(base64.b64decode(encoded)) == one.rows.tobytes()
    else:
        assert bytes.fromhex(data.decode()) == one.rows.tobytes()


@pytest.mark.parametrize("name", ["tspl", "zpl"])
def test_native_labels_are_short_and_say_that_they_were_not_verified(full_label, name):
    labels = job(full_label, 50)
    pictures, native = (
        Press(STOCK, find_language(name), native=native) for native in (False, True)
    )
    assert (pictures.is_verified, native.is_verified) == (True, False)
    stream = native.render(labels)
    assert len(stream) < len(pictures.render(labels)) / 4
    for label in labels:
        assert label.payload.encode() in stream


def test_signs_that_begin_commands_are_escaped_in_native_labels(full_label):
    odd = replace(full_label, payload="https://a.example/~x^y_z")
    stream = Press(STOCK, Zpl(), native=True).render([odd])
    assert b"QA,https://a.example/_7Ex_5Ey_5Fz^FS" in stream or b"MA," in stream
    quoted = replace(full_label, payload='https://a.example/"x"')
    assert b'\\["]x\\["]' in Press(STOCK, Tspl(), native=True).render([quoted])


TSPL_ANSWERS = [
    (b"\x00", PrinterStatus.READY),
    (b"\x01", PrinterStatus.HEAD_OPEN),
    (b"\x02", PrinterStatus.FAULT),
    (b"\x04", PrinterStatus.PAPER_OUT),
    (b"\x05", PrinterStatus.HEAD_OPEN),
    (b"\x08", PrinterStatus.RIBBON_OUT),
    (b"\x10", PrinterStatus.PAUSED),
    (b"\x20", PrinterStatus.BUSY),
    (b"\x24", PrinterStatus.PAPER_OUT),
    (b"\x80", PrinterStatus.FAULT),
    (b"\x40", PrinterStatus.FAULT),
]


@pytest.mark.parametrize(("answer", "status"), TSPL_ANSWERS)
def test_tspl_says_how_it_fares_in_one_byte(answer, status):
    assert Tspl().read_status(answer) is status


def host_status(*, paper=0, pause=0, formats=0, head=0, ribbon=0, left=0, hot=0):
    return (
        f"\x02030,{paper},{pause},1245,{formats:03},0,0,0,000,0,0,{hot}\x03\r\n"
        f"\x02000,0,{head},{ribbon},1,2,6,0,{left:08},1,000\x03\r\n\x021234,0\x03\r\n"
    ).encode()


ZPL_ANSWERS = [
    (host_status(), PrinterStatus.READY),
    (host_status(paper=1, pause=1), PrinterStatus.PAPER_OUT),
    (host_status(head=1, pause=1), PrinterStatus.HEAD_OPEN),
    (host_status(ribbon=1), PrinterStatus.RIBBON_OUT),
    (host_status(pause=1), PrinterStatus.PAUSED),
    (host_status(formats=3), PrinterStatus.BUSY),
    (host_status(left=12), PrinterStatus.BUSY),
    (host_status(hot=1), PrinterStatus.FAULT),
    (b"\x02nonsense\x03\r\n", PrinterStatus.FAULT),
]


@pytest.mark.parametrize(("answer", "status"), ZPL_ANSWERS)
def test_zpl_says_how_it_fares_in_three_lines(answer, status):
    assert Zpl().read_status(answer) is status


def test_an_answer_that_comes_in_pieces_is_waited_for():
    whole = host_status()
    assert [Zpl().is_whole_status(whole[:n]) for n in (0, 60, len(whole))] == [False, False, True]


@pytest.mark.parametrize(
    ("language", "answer", "count"),
    [
        (Tspl(), b"1024\r\n", 1024),
        (Tspl(), b"1024", 1024),
        (Tspl(), b"@LABEL\r\n", None),
        (Zpl(), b'"1024"', 1024),
        (Zpl(), b'"?"', None),
    ],
)
def test_the_count_is_read_where_there_is_one(language, answer, count):
    assert language.read_count(answer) == count


def test_other_languages_are_not_spoken():
    with pytest.raises(PrinterError, match="epl"):
        find_language("epl")
