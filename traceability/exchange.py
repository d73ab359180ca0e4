"""What do the settings say of the exchange with the public credit system?"""

from __future__ import annotations

from sqlalchemy import Engine

from traceability.domain.credit_signature import Signer
from traceability.domain.delivery_policy import DeliveryPolicy
from traceability.gateways.identity_cipher import KeyedIdentityCipher
from traceability.gateways.key_file import load_or_make_keys, read_keys
from traceability.gateways.public_credit import HttpPublicCredit, PublicCreditPort
from traceability.settings import Settings
from traceability.storage.delivery_messages import Compose, composer
from traceability.worker import DeliveryWorker


def signer_of(settings: Settings) -> Signer:
    """Give the key that is shared with the credit system; its file is made at the first use."""
    if settings.credit_secret:
        return Signer(settings.credit_key_id, read_keys(settings.credit_secret)[0])
    keys = load_or_make_keys(settings.data_dir / "credit-secret.txt")
    return Signer(settings.credit_key_id, keys[0])


def open_port(settings: Settings) -> PublicCreditPort | None:
    """Give the way to the credit system, or None where a city has no interface."""
    if not settings.credit_url:
        return None
    return HttpPublicCredit(
        settings.credit_url, signer_of(settings), ca_file=settings.credit_ca_file
    )


def load_identity_cipher(settings: Settings) -> KeyedIdentityCipher:
    """Give the cipher of identity numbers, its keys from the settings or from their file."""
    if settings.identity_keys:
        return KeyedIdentityCipher(read_keys(settings.identity_keys))
    return KeyedIdentityCipher(load_or_make_keys(settings.data_dir / "identity-keys.txt"))


def composer_of(settings: Settings) -> Compose:
    """Give the function that composes messages, identity numbers in clear."""
    return composer(load_identity_cipher(settings))


def open_worker(settings: Settings, engine: Engine, port: PublicCreditPort) -> DeliveryWorker:
    """Give a worker that may be run."""
    policy = DeliveryPolicy(
        lease_s=settings.credit_lease,
        longest_wait_s=settings.credit_longest_wait,
        give_up_after_s=settings.credit_give_up_hours * 3600,
    )
    return DeliveryWorker(
        engine, port, composer_of(settings), settings.register_origin, policy=policy
    )
