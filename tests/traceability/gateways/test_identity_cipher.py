"""Are identity numbers unreadable, bound to their place, and readable after a change of keys?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.gateways.identity_cipher import IdentityCipherError, KeyedIdentityCipher

OLD, NEW = bytes(range(32)), bytes(range(32, 64))
PLACE = "penalty/1/person_id_cipher"
NUMBER = "441302199001011231"


@given(st.text(min_size=1, max_size=64), st.text(max_size=100))
def test_what_is_sealed_opens_at_its_place_alone(number: str, place: str) -> None:
    cipher = KeyedIdentityCipher([NEW, OLD])
    sealed = cipher.seal(number, place)
    assert cipher.open(sealed, place) == number
    assert len(sealed) <= 400
    with pytest.raises(IdentityCipherError):
        cipher.open(sealed, place + "x")


def test_the_same_number_never_looks_the_same() -> None:
    cipher = KeyedIdentityCipher([NEW])
    sealed = {cipher.seal(NUMBER, PLACE) for _ in range(50)}
    assert len(sealed) == 50
    assert not any(NUMBER[6:14] in text for text in sealed)


def test_after_a_change_of_keys_the_old_one_still_opens() -> None:
    sealed = KeyedIdentityCipher([OLD]).seal(NUMBER, PLACE)
    both = KeyedIdentityCipher([NEW, OLD])
    assert both.open(sealed, PLACE) == NUMBER
    assert not both.is_newest(sealed)
    again = both.seal(NUMBER, PLACE)
    assert both.is_newest(again)
    with pytest.raises(IdentityCipherError, match="no key"):
        KeyedIdentityCipher([OLD]).open(again, PLACE)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text[:-2] + ("AA" if not text.endswith("AA") else "BB"),
        lambda text: text.replace("v1", "v2"),
        lambda text: text.rpartition(":")[0] + ":",
        lambda text: text.rpartition(":")[0] + ":%%%",
        lambda _: "",
        lambda _: NUMBER,
    ],
)
def test_a_spoilt_text_is_refused_and_the_refusal_says_no_number(spoil) -> None:  # type: ignore[no-untyped-def]
    cipher = KeyedIdentityCipher([NEW])
    with pytest.raises(IdentityCipherError) as caught:
        cipher.open(spoil(cipher.seal(NUMBER, PLACE)), PLACE)
    assert NUMBER not in str(caught.value)
