"""Does a certificate come in as what it is, and nothing else under its name?"""

from __future__ import annotations

import io
import random
import struct
import time
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfWriter

from traceability.domain.errors import NotFoundError, RuleError
from traceability.domain.kinds import CertificateType
from traceability.gateways.certificate_files import (
    LARGEST_BYTES,
    CertificateStore,
    check_certificate,
)

JAVASCRIPT = b"<</S/JavaScript/JS(app.alert\\(1\\))>>"
PATIENCE_S = 30  # no measure of speed: without bounds these files take many minutes


def refused(content: bytes) -> str:
    """Give the code under which a file is refused; none may make us think for long."""
    start = time.monotonic()
    with pytest.raises(RuleError) as caught:
        check_certificate(content)
    assert time.monotonic() - start < PATIENCE_S
    assert caught.value.field == "file"
    return caught.value.code


def judge(content: bytes) -> str | None:
    try:
        check_certificate(content)
    except RuleError as error:
        return error.code
    return None


def one_page(page: bytes = b"", root: bytes = b"") -> dict[int, bytes]:
    return {
        1: b"<</Type/Catalog/Pages 2 0 R" + root + b">>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]" + page + b">>",
    }


def stream(facts: bytes, body: bytes) -> bytes:
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (facts, len(body), body)


def pdf(objects: Mapping[int, bytes], trailer: bytes = b"", before: bytes = b"") -> bytes:
    """Write a PDF by hand; `before` is an earlier revision, whose bytes stay as they are."""
    out = bytearray(before or b"%PDF-1.7\n%\xe5\xe5\xe5\xe5\n")
    places = {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n" + (b"" if before else b"0 1\n0000000000 65535 f \n")
    for number, place in places.items():
        out += b"%d 1\n%010d 00000 n \n" % (number, place)
    if before:
        trailer += b"/Prev %d" % int(before.rsplit(b"startxref", 1)[1].split()[0])
    size = max(objects) + 100
    out += b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, table)
    return bytes(out)


def packed_pdf(inside: Mapping[int, bytes], padding: int = 0) -> bytes:
    """Write a PDF 1.7 whose objects lie in one compressed object stream."""
    heads, bodies = b"", b""
    for number, body in inside.items():
        heads += b"%d %d " % (number, len(bodies))
        bodies += body + b"\n"
    facts = b"/Type/ObjStm/N %d/First %d/Filter/FlateDecode" % (len(inside), len(heads))
    top = max(inside) + 1
    out = bytearray(b"%PDF-1.7\n")
    place = len(out)
    out += b"%d 0 obj\n%s\nendobj\n" % (
        top,
        stream(facts, zlib.compress(heads + bodies + bytes(padding), 9)),
    )
    table = len(out)
    rows = b""
    for number in range(top + 2):
        kind, first = (2, top) if number in inside else (0, 0)
        if number >= top:
            kind, first = 1, place if number == top else table
        rows += struct.pack(">BIH", kind, first, 0)
    facts = b"/Type/XRef/Size %d/W[1 4 2]/Root 1 0 R/Filter/FlateDecode" % (top + 2)
    out += b"%d 0 obj\n%s\nendobj\n" % (top + 1, stream(facts, zlib.compress(rows, 9)))
    return bytes(out) + b"startxref\n%d\n%%%%EOF\n" % table


def picture(kind: str, mode: str = "RGB", size: tuple[int, int] = (60, 40), **how: object) -> bytes:
    drawn = Image.new(mode, size, 1)
    drawn.paste(0, (5, 5, 20, 20))
    out = io.BytesIO()
    drawn.save(out, kind, **how)
    return out.getvalue()


def archive(comment: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as opened:
        opened.writestr("setup.exe", b"MZ" + bytes(100))
        opened.comment = comment
    return out.getvalue()


def written_pdf(*, compressed: bool = False) -> bytes:
    writer = PdfWriter()
    for _ in range(3):
        writer.add_blank_page(595, 842)
    writer.add_metadata({"/Title": "检验报告 №WT-2026-0117"})
    writer.compress_identical_objects()
    out = io.BytesIO()
    writer.write(out)
    if compressed:
        return packed_pdf(one_page(b"/Resources<<>>"))
    return out.getvalue()


def exif() -> bytes:
    facts = Image.Exif()
    facts[0x0132] = "2026:11:24 09:30:00"
    facts[0x0112] = 6
    return facts.tobytes()


LINKED = one_page(
    b"/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(https://example.com)>>>>]"
)
GOOD_PDFS = {
    "from a writer": written_pdf(),
    "by hand": pdf(one_page()),
    "with object streams": packed_pdf(one_page()),
    "with a link": pdf(LINKED),
    "opens at a page": pdf(one_page(root=b"/OpenAction[3 0 R/Fit]")),
    "updated later": pdf(one_page(b"/Rotate 90"), before=pdf(one_page())),
    "with a line break at the end": pdf(one_page()) + b"\r\n",
    "with zeros at the end": pdf(one_page()) + bytes(300),
    "scanned": pdf(one_page() | {4: stream(b"/Subtype/Image", random.Random(1).randbytes(9**7))}),
    "with a missing object": pdf(one_page(b"/Group 77 0 R")),
}
GOOD_JPEGS = {
    "baseline": picture("JPEG"),
    "progressive": picture("JPEG", progressive=True, size=(300, 200)),
    "grey": picture("JPEG", "L"),
    "for print": picture("JPEG", "CMYK"),
    "with EXIF": picture("JPEG", exif=exif()),
    "with zeros at the end": picture("JPEG") + bytes(16),
    "with a second picture": picture("JPEG") + picture("JPEG", size=(8, 8)),
}
GOOD_PNGS = {
    "colour": picture("PNG"),
    "alpha": picture("PNG", "RGBA"),
    "palette": picture("PNG", "P"),
    "black and white": picture("PNG", "1"),
    "16 bits": picture("PNG", "I;16"),
}


@pytest.mark.parametrize("content", GOOD_PDFS.values(), ids=GOOD_PDFS)
def test_a_pdf_is_taken(content: bytes) -> None:
    assert check_certificate(content) is CertificateType.PDF


@pytest.mark.parametrize("content", GOOD_JPEGS.values(), ids=GOOD_JPEGS)
def test_a_scanned_jpeg_is_taken(content: bytes) -> None:
    assert check_certificate(content) is CertificateType.JPEG


@pytest.mark.parametrize("content", GOOD_PNGS.values(), ids=GOOD_PNGS)
def test_a_png_is_taken(content: bytes) -> None:
    assert check_certificate(content) is CertificateType.PNG


def test_ten_megabytes_are_taken_and_not_a_byte_more() -> None:
    noise = random.Random(2).randbytes(LARGEST_BYTES - 400)
    bare = len(pdf(one_page() | {4: stream(b"/A/B", noise)})) - len(noise)
    noise = random.Random(2).randbytes(LARGEST_BYTES - bare)
    full = pdf(one_page() | {4: stream(b"/A/B", noise)})
    assert len(full) == LARGEST_BYTES
    assert check_certificate(full) is CertificateType.PDF
    assert refused(full + b"\n") == "certificate.too_large"
    assert refused(b"") == "certificate.empty"


@pytest.mark.parametrize(
    "content",
    [
        b"\x7fELF\x02\x01\x01" + bytes(200),
        b"MZ\x90\x00" + bytes(200),
        b"MZ" + pdf(one_page()),
        b"\n" + pdf(one_page()),
        b"<html></html>" + pdf(one_page()),
        b"<!DOCTYPE html><script>alert(1)</script>",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        archive(),
        b"GIF89a" + bytes(50),
        b"RIFF\x00\x00\x00\x00WEBP",
        b"BM" + bytes(60),
        b"II*\x00" + bytes(60),
        b"\xef\xbb\xbf" + pdf(one_page()),
        b"%PDF",
        b"\x89PNG\n\x1a\n",
        b" ",
    ],
    ids=lambda content: repr(content[:4]),
)
def test_what_is_no_certificate_is_refused_whatever_its_name(content: bytes) -> None:
    assert refused(content) == "certificate.wrong_type"


@pytest.mark.parametrize(
    "content",
    [
        *(good + archive() for good in (pdf(one_page()), picture("JPEG"), picture("PNG"))),
        pdf(one_page()) + archive(b"%%EOF"),
        picture("JPEG") + archive(b"\xff\xd9"),
        picture("PNG") + archive(b"IEND\xaeB`\x82"),
        *(good + b"<html><script>" for good in (picture("JPEG"), picture("PNG"))),
        picture("PNG") + b"<script>alert(1)</script>IEND\xaeB`\x82",
        picture("JPEG") + b"<script>alert(1)</script>\xff\xd9",
        picture("JPEG") + b"MZ" + bytes(100) + b"\xff\xd9",
        pdf(one_page()) + b"<script>alert(1)</script>",
        pdf(one_page(), trailer=b"/A(" + archive() + b")"),
    ],
)
def test_two_files_in_one_are_refused(content: bytes) -> None:
    assert refused(content) == "certificate.damaged"


ACTIVE = {
    "opens a script": one_page(root=b"/OpenAction" + JAVASCRIPT),
    "opens a script elsewhere": one_page(root=b"/OpenAction 9 0 R") | {9: JAVASCRIPT},
    "named script": one_page(root=b"/Names<</JavaScript<</Names[(a)" + JAVASCRIPT + b"]>>>>"),
    "escaped name": one_page(root=b"/OpenAction<</S/J#61vaScr#69pt/J#53(x)>>"),
    "program": one_page(root=b"/OpenAction<</S/Launch/F(cmd.exe)>>"),
    "attached file": one_page(root=b"/Names<</EmbeddedFiles<</Names[(a)<</EF<</F 9 0 R>>>>]>>>>")
    | {9: stream(b"/Type/EmbeddedFile", b"MZ")},
    "nameless attachment": one_page(root=b"/AF[<</Type/Filespec/EF<</F 9 0 R>>>>]")
    | {9: stream(b"", b"MZ")},
    "pinned file": one_page(b"/Annots[<</Subtype/FileAttachment/FS 9 0 R>>]") | {9: b"<<>>"},
    "acts on a page": one_page(b"/AA<</O<</S/URI/URI(http://a)>>>>"),
    "acts on a mark": one_page(b"/Annots[<</Subtype/Widget/AA<</E 9 0 R>>>>]") | {9: JAVASCRIPT},
    "mark's action": one_page(b"/Annots 8 0 R")
    | {8: b"[9 0 R]", 9: b"<</Subtype/Link/A 10 0 R>>", 10: b"<</S 11 0 R/JS(x)>>"}
    | {11: b"/JavaScript"},
    "next action": one_page(b"/Annots[<</A<</S/URI/URI(a)/Next[" + JAVASCRIPT + b"]>>>>]"),
    "form of XML": one_page(root=b"/AcroForm<</XFA[(template)9 0 R]>>")
    | {9: stream(b"", b"<xdp/>")},
    "sends a form": one_page(b"/Annots[<</A<</S/SubmitForm/F(http://a)>>>>]"),
    "reads data": one_page(b"/Annots[<</A<</S/ImportData/F(a)>>>>]"),
    "goes to a file": one_page(b"/Annots[<</A<</S/GoToR/F(\\\\\\\\host\\\\a)/D[0/Fit]>>>>]"),
    "film": one_page(b"/Annots[<</Subtype/RichMedia>>]"),
    "player": one_page(b"/Annots[<</Subtype/Screen/A<</S/Rendition/JS(x)>>>>]"),
    "reached by nobody": one_page() | {9: JAVASCRIPT},
}


@pytest.mark.parametrize("objects", ACTIVE.values(), ids=ACTIVE)
def test_a_pdf_that_does_something_is_refused(objects: dict[int, bytes]) -> None:
    assert refused(pdf(objects)) == "certificate.active"
    updated = pdf(objects, before=pdf(one_page()))
    assert refused(updated) == "certificate.active"


@pytest.mark.parametrize(
    "name",
    [name for name, objects in ACTIVE.items() if b"stream" not in b"".join(objects.values())],
)
def test_it_is_refused_when_its_objects_are_compressed(name: str) -> None:
    assert refused(packed_pdf(ACTIVE[name])) == "certificate.active"


def test_a_script_that_only_a_repairing_viewer_finds_is_refused() -> None:
    hidden = pdf(one_page()).replace(
        b"xref\n0 1", b"9 0 obj\n" + JAVASCRIPT + b"\nendobj\nxref\n0 1"
    )
    assert refused(hidden) == "certificate.active"
    earlier = pdf(one_page(), before=pdf(one_page(root=b"/OpenAction" + JAVASCRIPT)))
    assert refused(earlier) == "certificate.active"
    broken_off = one_page(root=b"/X<</A )>> /OpenAction" + JAVASCRIPT)
    assert refused(pdf(broken_off)) == "certificate.active"


def test_what_was_found_is_told() -> None:
    with pytest.raises(RuleError) as caught:
        check_certificate(pdf(ACTIVE["acts on a page"]))
    assert caught.value.values == {"found": "/AA"}


@pytest.mark.parametrize("algorithm", ["RC4-128", None])
def test_an_encrypted_pdf_is_told_apart(algorithm: str | None) -> None:
    if algorithm is None:
        locked = pdf(one_page(), trailer=b"/Encrypt<</Filter/Standard/V 5/R 6>>")
        assert refused(locked) == "certificate.encrypted"
        return
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    writer.encrypt("", "owner", algorithm=algorithm)
    out = io.BytesIO()
    writer.write(out)
    assert refused(out.getvalue()) == "certificate.encrypted"


def kids(number: int) -> dict[int, bytes]:
    return one_page() | {2: b"<</Type/Pages/Kids[" + b"3 0 R " * number + b"]/Count 1>>"}


def test_a_certificate_has_pages_but_no_book_of_them() -> None:
    assert refused(pdf(kids(0))) == "certificate.pages"
    assert check_certificate(pdf(kids(200))) is CertificateType.PDF
    assert refused(pdf(kids(201))) == "certificate.pages"
    assert refused(pdf({1: b"<</Type/Catalog>>"})) in {"certificate.pages", "certificate.damaged"}


DEEP = 200_000
CHAIN = {number: b"[%d 0 R]" % (number + 1) for number in range(10, 60_000)}
KNOTS = {
    "tree in a circle": one_page() | {2: b"<</Type/Pages/Kids[2 0 R]/Count 1>>"},
    "two in a circle": one_page()
    | {2: b"<</Type/Pages/Kids[4 0 R]>>", 4: b"<</Type/Pages/Kids[2 0 R]>>"},
    "object that is itself": one_page(b"/A 9 0 R") | {9: b"9 0 R"},
    "deep lists": one_page(b"/A" + b"[" * DEEP + b"]" * DEEP),
    "endless list": one_page(b"/A[" + b"1 " * 4_900_000 + b"]"),
    "many dictionaries": one_page(b"/A[" + b"<</A/B>>" * 1_000_000 + b"]"),
    "long number": one_page(b"/A " + b"1" * 9_000_000),
    "long name": one_page(b"/A/" + b"#41" * 3_000_000),
    "too many objects": one_page() | CHAIN,
    "missing objects": one_page(b"/A[" + b"".join(b"%d 7 R " % n for n in range(500_000)) + b"]"),
}


@pytest.mark.parametrize("objects", KNOTS.values(), ids=KNOTS)
def test_a_knot_is_refused_at_once(objects: dict[int, bytes]) -> None:
    assert refused(pdf(objects)) in {"certificate.damaged", "certificate.too_complex"}


ENDS = {"certificate.damaged", "certificate.too_complex", None}


@pytest.mark.parametrize("opening", [b"<</A", b"(", b"<", b"<</A[", b"% ("])
def test_what_never_ends_is_answered_at_once(opening: bytes) -> None:
    start = time.monotonic()
    assert judge(pdf(one_page(b"/A" + opening * DEEP))) in ENDS
    assert time.monotonic() - start < PATIENCE_S


def test_a_pdf_that_unpacks_to_more_than_a_certificate_holds_is_refused() -> None:
    assert refused(packed_pdf(one_page(), 500_000_000)) == "certificate.too_complex"
    lists = b"[" + (b"[" + b"1 " * 90_000 + b"]") * 20 + b"]"
    assert refused(packed_pdf(one_page() | {4: lists})) == "certificate.too_complex"
    assert check_certificate(packed_pdf(one_page(), 1_000_000)) is CertificateType.PDF


def test_a_pdf_whose_table_of_objects_is_broken_is_not_repaired() -> None:
    whole = pdf(one_page())
    place = whole.rsplit(b"startxref\n", 1)[1].split()[0]
    assert refused(whole.replace(place + b"\n%%EOF", b"17\n%%EOF")) == "certificate.damaged"
    assert refused(whole.replace(b"startxref", b"startxxxx")) == "certificate.damaged"


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int, height: int, *chunks: bytes) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + chunk(b"IEND", b"")


def test_pictures_that_unfold_too_far_are_refused() -> None:
    rows = chunk(b"IDAT", zlib.compress(bytes(50_001 * 100), 9))
    assert refused(png(50_000, 50_000, rows)) == "certificate.too_many_pixels"
    assert refused(png(9_000, 9_000, rows)) == "certificate.too_many_pixels"
    text = chunk(b"zTXt", b"a\x00\x00" + zlib.compress(bytes(200_000_000), 9))
    assert refused(png(9, 9, text, rows)) == "certificate.damaged"
    assert refused(png(9, 9, *[chunk(b"tEXt", b"")] * 30_000, rows)) == "certificate.too_complex"


def test_a_jpeg_of_endless_scans_is_refused() -> None:
    scan = b"\xff\xda\x00\x08\x01\x01\x00\x01\x3f\x00\x00"
    whole = picture("JPEG", "L", progressive=True)
    assert refused(whole[:-2] + scan * 100_000 + b"\xff\xd9") == "certificate.too_complex"
    wide = whole.replace(struct.pack(">HH", 40, 60), struct.pack(">HH", 65_000, 65_000))
    assert refused(wide) == "certificate.too_many_pixels"


@pytest.mark.parametrize(
    "whole",
    [pdf(one_page()), packed_pdf(one_page()), *list(GOOD_JPEGS.values())[:2], GOOD_PNGS["palette"]],
)
@pytest.mark.parametrize("part", [0.2, 0.5, 0.9, 0.99])
def test_a_file_that_was_cut_off_is_refused(whole: bytes, part: float) -> None:
    assert refused(whole[: int(len(whole) * part)]) in {
        "certificate.damaged",
        "certificate.wrong_type",
    }


PIECES = [
    *(b"<<", b">>", b"[", b"(", b"0 R", b"-1", b"99999999999", b"/Kids", b"/N", b"null", b"%"),
    *(b"/Length", b"stream", b"xref", b"\xff\xda", b"\xff\xd9", b"IDAT", b"IEND"),
]
SEEDS = [*list(GOOD_PDFS.values())[:6], *list(GOOD_JPEGS.values())[:3], *GOOD_PNGS.values()]


@settings(
    deadline=PATIENCE_S * 1000, max_examples=300, suppress_health_check=[HealthCheck.too_slow]
)
@given(st.sampled_from(SEEDS), st.data())
def test_a_file_with_changed_bytes_is_judged_and_never_a_surprise(
    seed: bytes, data: st.DataObject
) -> None:
    content = bytearray(seed)
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(8, len(content) - 1))
        wrong = data.draw(st.binary(min_size=0, max_size=6) | st.sampled_from(PIECES))
        length = data.draw(st.integers(0, 6))
        content[place : place + length] = wrong
        content = content or bytearray(seed)
    assert (judge(bytes(content)) or "certificate.").startswith("certificate.")


def test_a_certificate_is_kept_once_and_given_back(tmp_path: Path) -> None:
    store = CertificateStore(tmp_path / "certificates")
    content = written_pdf()
    name = store.put(content)
    first = (store.folder / name[:2] / name).stat()
    assert store.put(content) == name
    again = (store.folder / name[:2] / name).stat()
    assert (again.st_ino, again.st_mtime_ns) == (first.st_ino, first.st_mtime_ns)
    assert store.get(name) == content
    assert [path.name for path in store.folder.rglob("*") if path.is_file()] == [name]
    assert first.st_mode & 0o777 == 0o640


def test_altered_bytes_are_not_given_and_the_true_ones_replace_them(tmp_path: Path) -> None:
    store = CertificateStore(tmp_path)
    name = store.put(b"the report")
    path = tmp_path / name[:2] / name
    path.write_bytes(b"another report")
    with pytest.raises(NotFoundError) as caught:
        store.get(name)
    assert caught.value.code == "certificate.altered"
    assert store.put(b"the report") == name
    assert store.get(name) == b"the report"


def test_nothing_half_written_stays_when_the_disk_refuses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    store = CertificateStore(tmp_path)
    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OSError, match="No space"):
        store.put(b"the report")
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    "name",
    ["../secret", "..", "", "a" * 63, "A" * 64, "0" * 64, "a" * 64 + "\n", "/etc/passwd", "é" * 64],
)
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret").write_bytes(b"key")
    with pytest.raises(NotFoundError) as caught:
        CertificateStore(tmp_path / "store").get(name)
    assert caught.value.code == "certificate.not_found"
