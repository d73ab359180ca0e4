"""How is a PDF file written from front to back, without ever holding its pages?"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import BinaryIO

from label_printer.pdf_font import UsedFont

_CATALOG, _PAGES, _RESOURCES, _FIRST_FREE = 1, 2, 3, 4
_POINTS_PER_MM = 72 / 25.4


class PdfWriter:
    """Write pages as they come; only the place of each object is kept until `finish`.

    Objects that must know all pages (the tree of pages and the font) are written last, which the
    cross-reference table allows. Equal pages give equal bytes: no clock, no random identifier.
    """

    def __init__(self, out: BinaryIO, width_mm: float, height_mm: float) -> None:
        self.font = UsedFont()
        self.page_count = 0
        self.byte_count = 0
        self._out = out
        self._box = f"[0 0 {width_mm * _POINTS_PER_MM:.4f} {height_mm * _POINTS_PER_MM:.4f}]"
        self._offsets = [0] * _FIRST_FREE
        self._pages: list[int] = []
        self._write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def add_page(self, operators: Sequence[str]) -> None:
        """Write one page with its content stream."""
        content = self._add_stream("", "\n".join(operators).encode("ascii"))
        page = self._reserve()
        self._pages.append(page)
        self._put(page, f"<</Type/Page/Parent {_PAGES} 0 R/Contents {content} 0 R>>")
        self.page_count += 1

    def finish(self, title: str) -> None:
        """Write the font, the tree of pages and the cross-reference table."""
        font = self._add_font()
        self._put(_RESOURCES, f"<</Font<</F {font} 0 R>>>>")
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
        packed = zlib.compress(content, 6)
        head = f"{number} 0 obj\n<<{entries}/Filter/FlateDecode/Length {len(packed)}>>\nstream\n"
        self._write(head.encode("ascii"))
        self._write(packed)
        self._write(b"\nendstream\nendobj\n")
        return number

    def _write(self, content: bytes) -> None:
        self._out.write(content)
        self.byte_count += len(content)
