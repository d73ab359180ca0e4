"""Story: the key of numbers and secrets is changed; what an older one sealed is sealed anew."""

from __future__ import annotations

from sqlalchemy import update
from sqlmodel import col, or_, select

from traceability.domain.access import Action
from traceability.gateways.identity_cipher import KeyedIdentityCipher
from traceability.storage.journal import LOGGED_STATEMENT
from traceability.storage.penalties import NUMBERS, place_of
from traceability.storage.sealed_secrets import reseal_secrets
from traceability.storage.tables import Penalty
from traceability.storage.work import Work


def reseal_numbers(work: Work, cipher: KeyedIdentityCipher) -> int:
    """Encrypt under the newest key what an older one sealed; give how many numbers and secrets.

    The records say the same as before, so they get no revision: the log leaves these columns out.
    """
    work.actor.require(Action.KEEP_HOUSE)
    has_number = or_(*(col(getattr(Penalty, column)).is_not(None) for column in NUMBERS.values()))
    count = reseal_secrets(work.session, cipher)
    for penalty in work.session.exec(select(Penalty).where(has_number).with_for_update()).all():
        anew = {
            column: cipher.seal(cipher.open(sealed, place), place)
            for column in NUMBERS.values()
            if (sealed := getattr(penalty, column)) and not cipher.is_newest(sealed)
            for place in [place_of(penalty.id, column)]
        }
        if anew:
            statement = update(Penalty).where(col(Penalty.id) == penalty.id).values(**anew)
            work.session.execute(
                statement,
                execution_options=LOGGED_STATEMENT | {"synchronize_session": False},
            )
            count += len(anew)
    return count
