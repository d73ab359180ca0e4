"""What was typed on the home page, and to which page does it lead?"""

from __future__ import annotations

from urllib.parse import quote

from sqlalchemy import Engine

from consumer_web.answers import Answer, make_redirect
from consumer_web.asking import Asking
from consumer_web.codes import CodeError, fold_code
from consumer_web.digital_link import DigitalLinkError, normalise_gtin
from consumer_web.misreadings import read_code, read_link
from consumer_web.names import find_products, read_words
from consumer_web.presenter import Presenter


class LookingUp:
    """Answers the forms of the home page."""

    def __init__(self, engine: Engine, presenter: Presenter) -> None:
        self._engine = engine
        self._presenter = presenter

    def answer(self, asking: Asking) -> Answer:
        """Send what was typed to its page; a stray spelling is told at once."""
        code = asking.parameters.get("code", "").strip()
        gtin = asking.parameters.get("gtin", "").strip()
        if code:
            return self._answer_code(code, asking)
        if gtin:
            return self._answer_gtin(gtin, asking)
        if "name" in asking.parameters:
            return self._answer_name(asking.parameters["name"], asking)
        return self._presenter.present_home(asking)

    def _answer_code(self, code: str, asking: Asking) -> Answer:
        try:
            folded = fold_code(code)
        except CodeError as error:
            reading = read_code(code, error.code, asking.lang)
            return self._presenter.present_malformed(reading, error.code, asking)
        return make_redirect(303, f"/T/{folded}?lang={asking.lang}")

    def _answer_gtin(self, typed: str, asking: Asking) -> Answer:
        try:
            gtin = normalise_gtin("".join(typed.split()))
        except DigitalLinkError as error:
            reading = read_link(typed, error.code, asking.lang)
            return self._presenter.present_malformed(reading, error.code, asking)
        # Lots of ours are in upper case; a phone's keyboard often is not.
        lot = "".join(asking.parameters.get("lot", "").split()).upper()
        page = f"/trace/{gtin}/{quote(lot, safe='')}" if lot else f"/product/{gtin}"
        return make_redirect(303, f"{page}?lang={asking.lang}")

    def _answer_name(self, typed: str, asking: Asking) -> Answer:
        # A query arrives as bytes that were read as Latin-1 before they were decoded.
        words = read_words(typed)
        return self._presenter.present_names(find_products(self._engine, words), words, asking)
