"""Is this file really the certificate that it claims to be, and where are its bytes kept?

A file is judged by its content, never by its name: a PDF that parses and runs nothing, or a
picture that decodes and ends where it should. Work is bounded, whatever a file pretends to hold.
The bytes lie under their SHA-256, written once.
"""

from __future__ import annotations

import io
import logging
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Set
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from threading import Lock
from typing import Any, Final

from PIL import Image
from pypdf import Configuration, PdfReader, apply_configuration
from pypdf.errors import DependencyError, LimitReachedError, PdfReadError, PyPdfError
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    EncodedStreamObject,
    IndirectObject,
    NullObject,
    PdfObject,
)

from traceability.domain.errors import NotFoundError, RuleError
from traceability.domain.kinds import CertificateType

LARGEST_BYTES: Final = 10 * 1024 * 1024
_MOST_PIXELS = 80_000_000  # a page of A3 at 600 dpi has 70 million
_MOST_SCANS = 32  # of a progressive JPEG; each one is a pass over the whole picture
_MOST_CHUNKS = 20_000  # of a PNG
_MOST_PAGES = 200
_MOST_OBJECTS = 20_000
_MOST_STEPS = 1_000_000  # of reading a PDF; a page costs some hundred
_MOST_UNPACKED = 2_000_000  # bytes of all the objects that a PDF keeps compressed
_BYTES_PER_STEP = 200
# What makes a PDF do something when it is opened, or carries another file inside.
_ACTIVE = frozenset(
    {"/JavaScript", "/JS", "/Launch", "/EmbeddedFile", "/EmbeddedFiles", "/EF", "/FileAttachment",
     "/RichMedia", "/Rendition", "/XFA", "/SubmitForm", "/ImportData", "/GoToE", "/GoToR", "/AA",
     "/OnInstantiate", "/Movie", "/Sound"}
)  # fmt: skip
# Names too long to stand in compressed bytes by chance: looked for before anything is parsed,
# because viewers repair what a parser gives up, and find more than it did.
_LOUD = re.compile(
    rb"/(?:JavaScript|Launch|EmbeddedFiles?|FileAttachment|RichMedia|Rendition|SubmitForm"
    rb"|ImportData|OnInstantiate)(?![A-Za-z0-9])"
)
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_JPEG_START, _PNG_START, _PDF_START = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"%PDF-"
_JPEG_MARKER = re.compile(rb"\xff[\x02-\xcf\xd8-\xfe]")
_PDF_END = b"%%EOF"
_AFTER_END = 1024  # bytes that a writer may leave behind the last mark of a PDF
_SHA256 = re.compile(r"[0-9a-f]{64}")
# What strange bytes make parsers raise, besides their own errors.
_TROUBLE = (
    PyPdfError, DependencyError, ArithmeticError, AssertionError, AttributeError, LookupError,
    OSError, RuntimeError, SyntaxError, TypeError, ValueError, struct.error, zlib.error, EOFError,
)  # fmt: skip
_LIMITS = Configuration(
    zlib_maximum_output_length=_MOST_UNPACKED,
    lzw_maximum_output_length=_MOST_UNPACKED // 8,
    run_length_maximum_output_length=_MOST_UNPACKED,
    array_based_stream_maximum_output_length=_MOST_UNPACKED,
    stream_decoding_work_maximum_length=_MOST_UNPACKED * 4,
    zlib_maximum_recovery_input_length=100_000,
    page_tree_maximum_entries=_MOST_PAGES * 4,
    page_tree_maximum_depth=50,
)
_DECODING = Lock()  # one large picture in memory at a time
logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # strangers' files must not fill the log


def check_certificate(content: bytes) -> CertificateType:
    """Tell what a file is by its content, or raise RuleError `certificate.…`."""
    if not content:
        raise RuleError("certificate.empty", field="file")
    if len(content) > LARGEST_BYTES:
        raise RuleError("certificate.too_large", field="file", limit="10 MB")
    if content.startswith(_PDF_START):
        kind, check = CertificateType.PDF, _check_pdf
    elif content.startswith(_JPEG_START):
        kind, check = CertificateType.JPEG, _check_jpeg
    elif content.startswith(_PNG_START):
        kind, check = CertificateType.PNG, _check_png
    else:
        raise RuleError("certificate.wrong_type", field="file")
    if _is_archive(content):
        raise RuleError("certificate.damaged", field="file")
    try:
        check(content)
    except _TROUBLE:
        raise RuleError("certificate.damaged", field="file") from None
    return kind


def _is_archive(content: bytes) -> bool:
    """Tell whether a ZIP, and so a program or an office file, reads these bytes as its own."""
    return zipfile.is_zipfile(io.BytesIO(content))


def _check_jpeg(content: bytes) -> None:
    place = 0
    while content.startswith(_JPEG_START, place):  # a telephone adds a second, small picture
        place = _end_of_jpeg(content, place)
    _decode(content, "JPEG", place)


def _end_of_jpeg(content: bytes, start: int) -> int:
    """Walk the segments of a JPEG to its mark of the end (ITU-T T.81, annex B)."""
    place, scans = start + 2, 0
    while marker := _JPEG_MARKER.search(content, place):
        code = content[marker.start() + 1]
        if code == 0xD9:
            return marker.end()
        scans += code == 0xDA
        if scans > _MOST_SCANS:
            raise RuleError("certificate.too_complex", field="file")
        (length,) = struct.unpack_from(">H", content, marker.end())
        place = marker.end() + length
    raise ValueError("a JPEG without an end")


def _check_png(content: bytes) -> None:
    """Walk the chunks of a PNG to its last one (ISO/IEC 15948, 5.3)."""
    place, kind = len(_PNG_START), b""
    for _ in range(_MOST_CHUNKS):
        length, kind = struct.unpack_from(">I4s", content, place)
        place += length + 12
        if kind == b"IEND":
            break
    else:
        raise RuleError("certificate.too_complex", field="file")
    _decode(content, "PNG", place)


def _decode(content: bytes, kind: str, end: int) -> None:
    """Decode a picture whole; nothing but padding may hang behind its end."""
    if end > len(content) or content[end:].strip(b"\x00"):
        raise RuleError("certificate.damaged", field="file")
    try:
        with _DECODING, Image.open(io.BytesIO(content), formats=[kind]) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                raise RuleError("certificate.too_many_pixels", field="file")
            picture.load()
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise RuleError("certificate.too_many_pixels", field="file") from None


def _check_pdf(content: bytes) -> None:
    tail = content[-_AFTER_END:]
    if _PDF_END not in tail or tail[tail.rindex(_PDF_END) + len(_PDF_END) :].strip(b"\r\n\x00 "):
        raise RuleError("certificate.damaged", field="file")
    _refuse_loud(content)
    budget = _Budget()
    try:
        with apply_configuration(_LIMITS):
            reader = _BoundedReader(_MeteredBytes(content, budget), budget)
            _check_passive(reader)
            if not 0 < len(reader.pages) <= _MOST_PAGES:
                raise RuleError("certificate.pages", field="file", most=_MOST_PAGES)
    except _TROUBLE as trouble:
        if budget.is_spent() or isinstance(trouble, LimitReachedError):
            raise RuleError("certificate.too_complex", field="file") from None
        raise


def _refuse_loud(content: bytes) -> None:
    plain = _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), content)
    _refuse({found.decode() for found in _LOUD.findall(plain)})


def _refuse(active: Set[str]) -> None:
    if active:
        raise RuleError("certificate.active", field="file", found=", ".join(sorted(active)))


def _check_passive(reader: _BoundedReader) -> None:
    """Walk every object, reachable or not: a certificate is read, it does nothing."""
    seen: set[tuple[int, int]] = set()
    waiting: list[Any] = [*dict.values(reader.trailer), *reader.references()]
    while waiting:
        item = waiting.pop()
        reader.budget.spend(1)
        if isinstance(item, IndirectObject):
            mark = (item.idnum, item.generation)
            if mark in seen:
                continue
            seen.add(mark)
            item = item.get_object()
        if isinstance(item, DictionaryObject):
            _check_dictionary(item)
            waiting.extend(dict.values(item))
        elif isinstance(item, ArrayObject):
            waiting.extend(list.__iter__(item))


def _check_dictionary(item: DictionaryObject) -> None:
    said = {str(item.get(key, "")) for key in ("/S", "/Type", "/Subtype")}
    _refuse(_ACTIVE & ({str(key) for key in item} | said))


class _Budget:
    """What the reading of one PDF may cost; pypdf itself passes its LimitReachedError on."""

    def __init__(self) -> None:
        self.left = _MOST_STEPS
        self.unpacked = 0

    def spend(self, steps: int) -> None:
        self.left -= steps
        if self.left < 0:
            raise LimitReachedError("too many steps")

    def unpack(self, size: int) -> None:
        self.unpacked += size
        if self.unpacked > _MOST_UNPACKED:
            raise LimitReachedError("too much unpacked")

    def is_spent(self) -> bool:
        return self.left < 0 or self.unpacked > _MOST_UNPACKED


class _MeteredBytes(io.BytesIO):
    """The bytes of a PDF; whoever reads them pays."""

    def __init__(self, content: bytes, budget: _Budget) -> None:
        super().__init__(content)
        self.budget = budget

    def read(self, size: int | None = -1, /) -> bytes:
        found = super().read(size)
        self.budget.spend(1 + len(found) // _BYTES_PER_STEP)
        return found

    def getbuffer(self) -> memoryview:
        view = super().getbuffer()
        self.budget.spend(1 + len(view) // _BYTES_PER_STEP)
        return view


class _BoundedReader(PdfReader):
    """Reads what a PDF's own table of objects names, and repairs nothing.

    A repaired file may say to a viewer what it did not say to us; and a search of the whole file
    for each missing object takes for ever.
    """

    def __init__(self, stream: _MeteredBytes, budget: _Budget) -> None:
        self.budget = budget
        super().__init__(stream, xref_stream_maximum_entries=_MOST_OBJECTS * 2)

    def references(self) -> Iterator[IndirectObject]:
        """Name every object of the table."""
        for generation, places in self.xref.items():
            for number in places:
                yield IndirectObject(number, generation, self)
        for number in self.xref_objStm:
            yield IndirectObject(number, 0, self)

    def get_object(self, indirect_reference: int | IndirectObject) -> PdfObject | None:
        """Give an object; one that is not there is null (ISO 32000-2, 7.3.10)."""
        self.budget.spend(5)
        if isinstance(indirect_reference, IndirectObject):
            number, generation = indirect_reference.idnum, indirect_reference.generation
        else:
            number, generation = indirect_reference, 0
        is_packed = generation == 0 and number in self.xref_objStm
        if not is_packed and number not in self.xref.get(generation, {}):
            return NullObject()
        return super().get_object(indirect_reference)

    def _get_object_from_stream(self, indirect_reference: IndirectObject) -> PdfObject:
        number, _ = self.xref_objStm[indirect_reference.idnum]
        packed = IndirectObject(number, 0, self).get_object()
        if isinstance(packed, EncodedStreamObject):
            content = packed.get_data()
            self.budget.unpack(len(content))
            _refuse_loud(content)
        return super()._get_object_from_stream(indirect_reference)

    def _rebuild_xref_table(self, stream: Any) -> None:
        raise PdfReadError("the table of objects is broken")

    def _handle_encryption(self, password: str | bytes | None) -> None:
        raise RuleError("certificate.encrypted", field="file")


class CertificateStore:
    """A folder of files under their SHA-256; what is there and whole is never written again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, content: bytes) -> str:
        """Keep bytes; give their SHA-256. The file is whole on the disk or it is not there."""
        name = sha256(content).hexdigest()
        path = self._path(name)
        if path.is_file() and path.read_bytes() == content:
            return name
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, prefix=".new-", delete=False) as file:
            fresh = Path(file.name)
            try:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
                fresh.chmod(0o640)
                fresh.replace(path)
            except BaseException:
                fresh.unlink(missing_ok=True)
                raise
        _keep_name(path.parent)
        return name

    def get(self, name: str) -> bytes:
        """Give the bytes under a SHA-256, or raise NotFoundError; altered bytes are not given."""
        if not _SHA256.fullmatch(name):
            raise NotFoundError("certificate.not_found")
        path = self._path(name)
        if not path.is_file():
            raise NotFoundError("certificate.not_found")
        content = path.read_bytes()
        if sha256(content).hexdigest() != name:
            raise NotFoundError("certificate.altered")
        return content

    def _path(self, name: str) -> Path:
        return self.folder / name[:2] / name


def _keep_name(folder: Path) -> None:
    """Bring a folder's list of names to the disk, as fsync of the file alone does not."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
