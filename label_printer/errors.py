"""What can go wrong between a label and the paper, and who has to act?"""


class LabelError(Exception):
    """Any refusal of this package; its text is written for the person who prints."""


class SymbolError(LabelError):
    """A payload that makes no symbol, or a symbol that did not read back as its payload."""


class LayoutError(LabelError):
    """A text or a symbol that does not fit its place on the label.

    `field` names the label's field ("product", "payload", …), so that a form can point at it.
    """

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class GlyphError(LayoutError):
    """A character that the shipped font cannot draw."""


class StockError(LabelError):
    """A description of label stock that is unknown, incomplete or contradictory."""


class TableError(LabelError):
    """A spreadsheet cell that cannot become a label; the text names row and column."""


class PrinterError(LabelError):
    """A printer that cannot be reached, does not answer, or reports a fault."""


class PackageError(LabelError):
    """A code package that cannot be written, or is not what its manifest says."""
