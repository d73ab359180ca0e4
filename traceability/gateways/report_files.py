"""What text is in the file of a test report? Of a PDF its text layer; a picture has none."""

from __future__ import annotations

import io

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from traceability.domain.errors import RegisterError
from traceability.domain.kinds import CertificateType
from traceability.gateways.certificate_files import check_certificate

_MOST_PAGES = 10
_MOST_CHARACTERS = 100_000


def text_of(content: bytes) -> str:
    """Give the text of the first pages; an empty one where none can be read.

    Only a file that would be kept is read at all: its size and structure are bounded there.
    """
    try:
        if check_certificate(content) is not CertificateType.PDF:
            return ""
        reader = PdfReader(io.BytesIO(content))
        pages = [page.extract_text() for page in reader.pages[:_MOST_PAGES]]
    except (RegisterError, PyPdfError, ValueError, KeyError, RecursionError):
        return ""
    return "\n".join(pages)[:_MOST_CHARACTERS]
