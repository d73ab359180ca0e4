"""Stories: somebody adds an authenticator app to his account, shows its codes, takes it away.

Time-based one-time passwords after RFC 6238: six digits, thirty seconds, one step to either side
for clocks that are off. A step is taken once, so that a code seen over a shoulder is of no use.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from datetime import datetime
from uuid import UUID

import pyotp
from sqlmodel import Session, select

from traceability.domain.errors import ConflictError, RuleError
from traceability.domain.identity_numbers import IdentityCipher
from traceability.schemas.sign_in import FactorPlan, FactorPublic, RecoveryCodes
from traceability.storage.sealed_secrets import place_of_factor
from traceability.storage.tables import SecondFactor
from traceability.storage.work import Work

_STEP_S = 30
_DRIFT = (0, -1, 1)
_RECOVERY_CODES = 10
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_DIGITS = re.compile(r"[0-9]{6}")


def read_factor(work: Work) -> FactorPublic:
    """Tell whether the caller has a second factor, and how many recovery codes are left."""
    found = work.session.get(SecondFactor, work.actor.user_id)
    is_on = found is not None and found.confirmed_at is not None
    left = len(found.recovery) if found is not None and is_on else 0
    return FactorPublic(is_on=is_on, recovery_codes_left=left)


def plan_factor(work: Work, cipher: IdentityCipher, issuer: str) -> FactorPlan:
    """Give the secret for the caller's app; it counts once a code of it was shown."""
    found = work.session.get(SecondFactor, work.actor.user_id)
    if found is not None and found.confirmed_at is not None:
        raise ConflictError("second_factor.known")
    if found is None:
        secret = pyotp.random_base32()
        found = SecondFactor(
            user_id=work.actor.user_id,
            secret_sealed=cipher.seal(secret, place_of_factor(work.actor.user_id)),
            planned_at=work.now,
        )
        work.session.add(found)
    secret = cipher.open(found.secret_sealed, place_of_factor(work.actor.user_id))
    address = pyotp.TOTP(secret).provisioning_uri(name=work.actor.username, issuer_name=issuer)
    return FactorPlan(secret=secret, address=address)


def confirm_factor(work: Work, cipher: IdentityCipher, code: str) -> RecoveryCodes:
    """Turn the caller's second factor on; its recovery codes are shown this once."""
    found = _locked(work.session, work.actor.user_id)
    if found is None or found.confirmed_at is not None:
        raise ConflictError("second_factor.known")
    if not _takes_step(found, cipher, code, work.now):
        raise RuleError("second_factor.wrong", field="code")
    shown = [_recovery_code() for _ in range(_RECOVERY_CODES)]
    found.recovery = [_hash(code) for code in shown]
    found.confirmed_at = work.now
    return RecoveryCodes(codes=shown)


def remove_factor(work: Work, cipher: IdentityCipher, code: str) -> FactorPublic:
    """Take the caller's second factor away; a code of it, or a recovery code, must be shown."""
    if not takes_code(work.session, work.actor.user_id, code, work.now, cipher):
        raise RuleError("second_factor.wrong", field="code")
    work.session.delete(_locked(work.session, work.actor.user_id))
    return FactorPublic(is_on=False, recovery_codes_left=0)


def confirm_person(work: Work, cipher: IdentityCipher, code: str, field: str) -> None:
    """Have the caller show a code of his app before something that nobody takes back alone."""
    if not takes_code(work.session, work.actor.user_id, code, work.now, cipher):
        raise RuleError("second_factor.wrong", field=field)


def has_factor(session: Session, user_id: UUID) -> bool:
    """Tell whether somebody must show a second factor."""
    found = session.get(SecondFactor, user_id)
    return found is not None and found.confirmed_at is not None


def takes_code(
    session: Session, user_id: UUID, code: str, now: datetime, cipher: IdentityCipher
) -> bool:
    """Tell whether a code is right, and use it up: no code opens twice."""
    found = _locked(session, user_id)
    if found is None or found.confirmed_at is None:
        return False
    if _takes_step(found, cipher, code, now):
        return True
    hashed = _hash(code)
    if hashed not in found.recovery:
        return False
    found.recovery = [each for each in found.recovery if each != hashed]
    return True


def _locked(session: Session, user_id: UUID) -> SecondFactor | None:
    query = select(SecondFactor).where(SecondFactor.user_id == user_id).with_for_update()
    return session.exec(query).first()


def _takes_step(found: SecondFactor, cipher: IdentityCipher, code: str, now: datetime) -> bool:
    plain = "".join(code.split())
    if not _DIGITS.fullmatch(plain):
        return False
    totp = pyotp.TOTP(cipher.open(found.secret_sealed, place_of_factor(found.user_id)))
    here = int(now.timestamp()) // _STEP_S
    for drift in _DRIFT:
        step = here + drift
        is_right = hmac.compare_digest(totp.at(step * _STEP_S), plain)
        if is_right and step > found.last_step:
            found.last_step = step
            return True
    return False


def _recovery_code() -> str:
    letters = "".join(secrets.choice(_LETTERS) for _ in range(10))
    return f"{letters[:5]}-{letters[5:]}"


def _hash(code: str) -> str:
    plain = re.sub(r"[\s-]", "", code).upper()
    return hashlib.sha256(plain.encode()).hexdigest()
