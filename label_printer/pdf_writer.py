"""How is a PDF file written from front to back, without ever holding its pages?"""

from __future__ import annotations

from array import array
from typing import Protocol

from label_printer.deflate import deflate
from label_printer.pdf_font import UsedFont
from label_printer.pdf_units import points

_CATALOG, _PAGES, _RESOURCES, _FIRST_FREE = 1, 2, 3, 4


class Sink(Protocol):
    """A place that bytes are written to: a file, memory, a connection."""

    def write(self, content: bytes, /) -> int:
        """Take all of the bytes."""


class PdfWriter:
    """Write pages as they come; only the place of each object is kept until `finish`.

    Objects that must know all pages (the tree of pages and the font) are written last, which the
    cross-reference table allows. Equal pages give equal bytes: no clock, no random identifier.
    """

    def __init__(self, out: Sink, width_mm: float, height_mm: float) -> None:
        self.font = UsedFont()
        self.page_count = 0
        self.byte_count = 0
        self._out = out
        self._box = f"[0 0 {points(width_mm, height_mm)}]"
        self._offsets = array("Q", [0] * _FIRST_FREE)
        self._pages = array("L")
        self._forms = array("L")
        self._write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def add_form(self, operators: bytes, box_mm: tuple[float, float, float, float]) -> bytes:
        """Write what many pages repeat, and give the operator that draws it."""
        entries = f"/Type/XObject/Subtype/Form/BBox[{points(*box_mm)}]/Resources {_RESOURCES} 0 R"
        self._forms.append(self._add_stream(entries, operators))
        return b"/T%d Do\n" % self._forms[-1]

    def add_page(self, operators: bytes) -> None:
        """Write one page with its content stream."""
        content = self._add_stream("", operators)
        page = self._reserve()
        self._pages.append(page)
        self._put(page, f"<</Type/Page/Parent {_PAGES} 0 R/Contents {content} 0 R>>")
        self.page_count += 1

    def finish(self, title: str) -> None:
        """Write the font, the tree of pages and the cross-reference table."""
        font = self._add_font()
        forms = "".join(f"/T{form} {form} 0 R" for form in self._forms)
        self._put(_RESOURCES, f"<</Font<</F {font} 0 R>>/XObject<<{forms}>>>>")
        kids = " ".join(f"{page} 0 R" for page in self._pages)
        self._put(
            _PAGES,
            f"<</Type/Pages/Count {len(self._pages)}/MediaBox{self._box}"
            f"/Resources {_RESOURCES} 0 R/Kids[{kids}]>>",
        )
        info = self._reserve()
        encoded = ("\ufeff" + title).encode("utf-16-be").hex()
        self._put(info, f"<</Title<{encoded}>/Producer(label_printer)>>")
        # Labels must not be scaled: viewers that know this key propose 100 %.
        self._put(
            _CATALOG,
            f"<</Type/Catalog/Pages {_PAGES} 0 R/Lang(zh-CN)"
            "/ViewerPreferences<</PrintScaling/None/DisplayDocTitle true>>>>",
        )
        self._write_references(info)

    def _add_font(self) -> int:
        used = self.font
        program = used.program()
        file = self._add_stream(f"/Length1 {len(program)}", program)
        unicode = self._add_stream("", used.to_unicode())
        descriptor, descendant, font = self._reserve(), self._reserve(), self._reserve()
        self._put(descriptor, f"<<{used.descriptor()}/FontFile2 {file} 0 R>>")
        self._put(
            descendant,
            f"<</Type/Font/Subtype/CIDFontType2/BaseFont/{used.name()}/CIDToGIDMap/Identity"
            "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
            f"/FontDescriptor {descriptor} 0 R/DW 1000/W{used.widths()}>>",
        )
        self._put(
            font,
            f"<</Type/Font/Subtype/Type0/BaseFont/{used.name()}/Encoding/Identity-H"
            f"/DescendantFonts[{descendant} 0 R]/ToUnicode {unicode} 0 R>>",
        )
        return font

    def _write_references(self, info: int) -> None:
        start = self.byte_count
        count = len(self._offsets)
        self._write(f"xref\n0 {count}\n0000000000 65535 f \n".encode("ascii"))
        for offset in self._offsets[1:]:
            self._write(b"%010d 00000 n \n" % offset)
        trailer = f"trailer\n<</Size {count}/Root {_CATALOG} 0 R/Info {info} 0 R>>"
        self._write(f"{trailer}\nstartxref\n{start}\n%%EOF\n".encode("ascii"))

    def _reserve(self) -> int:
        self._offsets.append(0)
        return len(self._offsets) - 1

    def _put(self, number: int, body: str) -> None:
        self._offsets[number] = self.byte_count
        self._write(f"{number} 0 obj\n{body}\nendobj\n".encode("ascii"))

    def _add_stream(self, entries: str, content: bytes) -> int:
        number = self._reserve()
        self._offsets[number] = self.byte_count
        packed = deflate(content)
        head = f"{number} 0 obj\n<<{entries}/Filter/FlateDecode/Length {len(packed)}>>\nstream\n"
        self._write(head.encode("ascii"))
        self._write(packed)
        self._write(b"\nendstream\nendobj\n")
        return number

    def _write(self, content: bytes) -> None:
        self._out.write(content)
        self.byte_count += len(content)
