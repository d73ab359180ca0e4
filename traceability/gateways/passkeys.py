"""How does a browser's passkey prove itself? WebAuthn Level 2, by py_webauthn.

A passkey is bound to a host name: it answers on no other. Its private half never leaves the
device; what is kept here opens nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import webauthn
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, options_to_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

LONGEST_ANSWER = 20_000  # characters; one without an attestation has about a thousand
_LOCAL = "localhost"


@dataclass(frozen=True, slots=True)
class Proven:
    """A passkey that has answered: its id, public key and counter, base64url where bytes."""

    credential_id: str
    public_key: str
    sign_count: int


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """The side that asks: `host` as in the address bar, with its port if it has one."""

    host: str
    name: str

    @property
    def id(self) -> str:
        """Give the name to which passkeys are bound: the host without its port."""
        return self.host.partition(":")[0]

    @property
    def origin(self) -> str:
        """Give where answers must come from; only one's own machine may do without TLS."""
        return f"{'http' if self.id == _LOCAL else 'https'}://{self.host}"

    def ask_for_new(
        self, challenge: bytes, user: tuple[bytes, str, str], known: Iterable[str]
    ) -> str:
        """Write what the browser is asked to make a passkey; `user` is id, name, shown name."""
        user_id, user_name, shown_name = user
        options = webauthn.generate_registration_options(
            rp_id=self.id,
            rp_name=self.name,
            user_id=user_id,
            user_name=user_name,
            user_display_name=shown_name,
            challenge=challenge,
            exclude_credentials=_descriptors(known),
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.PREFERRED,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
        )
        return options_to_json(options)

    def check_new(self, challenge: bytes, answer: str) -> Proven | None:
        """Give the passkey that was made, or None where the answer does not hold."""
        try:
            made = webauthn.verify_registration_response(
                credential=answer,
                expected_challenge=challenge,
                expected_rp_id=self.id,
                expected_origin=self.origin,
                require_user_verification=True,
            )
        except (WebAuthnException, ValueError):
            return None
        return Proven(
            bytes_to_base64url(made.credential_id),
            bytes_to_base64url(made.credential_public_key),
            made.sign_count,
        )

    def ask(self, challenge: bytes, known: Iterable[str] = ()) -> str:
        """Write what the browser is asked to sign in; of no passkey in particular: any of ours."""
        options = webauthn.generate_authentication_options(
            rp_id=self.id,
            challenge=challenge,
            allow_credentials=_descriptors(known),
            user_verification=UserVerificationRequirement.REQUIRED,
        )
        return options_to_json(options)

    def check(self, challenge: bytes, answer: str, known: Proven) -> Proven | None:
        """Give the passkey with its counter moved on, or None where the answer does not hold.

        The person was verified by the device, by finger, face or its code: so a passkey alone is
        two factors. A counter that does not rise tells of a copied device and is refused.
        """
        try:
            shown = webauthn.verify_authentication_response(
                credential=answer,
                expected_challenge=challenge,
                expected_rp_id=self.id,
                expected_origin=self.origin,
                credential_public_key=base64url_to_bytes(known.public_key),
                credential_current_sign_count=known.sign_count,
                require_user_verification=True,
            )
        except (WebAuthnException, ValueError):
            return None
        return Proven(known.credential_id, known.public_key, shown.new_sign_count)


def credential_of(answer: str) -> str:
    """Give which passkey an answer claims to be of; empty where it is none."""
    try:
        found = webauthn.helpers.parse_authentication_credential_json(answer)
    except (WebAuthnException, ValueError):
        return ""
    return bytes_to_base64url(found.raw_id)


def _descriptors(known: Iterable[str]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(each)) for each in known]
