"""Where do sealed secrets lie that are no records, and how do they get under a newer key?"""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from sqlmodel import Session, col, select

from traceability.storage.tables import NoticeRoute, SecondFactor


class Resealing(Protocol):
    """What a cipher must be able to do for that."""

    def seal(self, number: str, place: str) -> str: ...  # noqa: D102
    def open(self, sealed: str, place: str) -> str: ...  # noqa: D102
    def is_newest(self, sealed: str) -> bool: ...  # noqa: D102


def place_of_factor(user_id: UUID) -> str:
    """Name the place of the secret of an authenticator app."""
    return f"second_factor/{user_id}/secret"


def place_of_route(route_id: UUID) -> str:
    """Name the place of the secret that signs what a webhook gets."""
    return f"notice_route/{route_id}/secret"


def reseal_secrets(session: Session, cipher: Resealing) -> int:
    """Seal under the newest key what an older one sealed; give how many secrets."""
    count = 0
    for factor in session.exec(select(SecondFactor).with_for_update()):
        if not cipher.is_newest(factor.secret_sealed):
            place = place_of_factor(factor.user_id)
            factor.secret_sealed = cipher.seal(cipher.open(factor.secret_sealed, place), place)
            count += 1
    routes = select(NoticeRoute).where(col(NoticeRoute.secret_sealed) != "").with_for_update()
    for route in session.exec(routes):
        if not cipher.is_newest(route.secret_sealed):
            place = place_of_route(route.id)
            route.secret_sealed = cipher.seal(cipher.open(route.secret_sealed, place), place)
            count += 1
    return count
