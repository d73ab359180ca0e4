"""What is said about reports by consumers?"""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "report.not_found": ("没有这份反映。", "There is no such report."),
    "report.no_photo": ("这份反映没有照片。", "This report has no photo."),
    "report.no_contact": ("这份反映没有留联系方式。", "This report has no contact."),
    "report.answered_already": ("这份反映已经答复。", "This report is answered already."),
}
