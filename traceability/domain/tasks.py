"""What can wait for the authority?"""

from __future__ import annotations

from enum import StrEnum


class TaskKind(StrEnum):
    """What the authority must do next about a record."""

    CASE = "case"
    RELISTING = "relisting"
    DELIVERY = "delivery"
    FAILURE = "failure"
    OBJECTION = "objection"
    REPAIR = "repair"
    COMPLAINT = "complaint"
    RECTIFICATION = "rectification"
    REPORT = "report"
    NOTICE = "notice"
    RECALL = "recall"
    PRODUCT = "product"
    APPLICATION = "application"
    LABEL_REQUEST = "label_request"
