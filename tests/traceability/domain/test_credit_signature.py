"""Does a message come from whom it says?"""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.domain.credit_signature import (
    MOST_SKEW_S,
    SignatureError,
    Signer,
    Stamp,
    read_stamp,
)

SIGNER = Signer("register", b"a secret of the two sides")
NOW = 1_790_000_000
BODY = b'{"change":"put_on"}'
TARGET = "/api/webhooks/serious-violations"
NONCE = "n0nce-n0nce-n0nce"


def reason_of(stamp: Stamp, now: float = NOW, body: bytes = BODY) -> str:
    with pytest.raises(SignatureError) as refused:
        SIGNER.check_request(stamp, "POST", TARGET, body, now)
    return refused.value.reason


def test_signatures_are_those_that_openssl_computes() -> None:
    """By printf '%s\\n%s\\n%s\\n%s' METHOD TARGET TIME HASH | openssl dgst -sha256 -hmac …."""
    plain = SIGNER.stamp_request("post", TARGET, BODY, NOW + 0.9)
    assert plain.signature == "e14b0697c3c858276fa30044ee63f7878707dc9bc33950332575397d4d4c22e5"
    with_nonce = SIGNER.stamp_request("POST", TARGET, BODY, NOW, NONCE)
    assert with_nonce.signature == (
        "efe282552b1a520d7eb9818f74526f8075437cb959c6f43548740abf8c598731"
    )
    answer = SIGNER.stamp_answer(200, BODY, NOW)
    assert answer.signature == "fa73efa0bf4939857db4337a016e55a741e1ceb39d9c61302bb075a361b4ce2e"


def test_a_message_survives_its_headers() -> None:
    stamp = SIGNER.stamp_request("POST", TARGET, BODY, NOW, NONCE)
    assert read_stamp(stamp.headers()) == stamp
    SIGNER.check_request(read_stamp(stamp.headers()), "POST", TARGET, BODY, NOW)
    SIGNER.check_answer(SIGNER.stamp_answer(422, BODY, NOW), 422, BODY, NOW)


@given(st.binary(max_size=60), st.text(max_size=40), st.binary(min_size=1, max_size=40))
def test_nothing_can_be_changed_unnoticed(body: bytes, path: str, secret: bytes) -> None:
    signer = Signer("k", secret)
    target = "/" + path.encode().hex()
    stamp = signer.stamp_request("POST", target, body, NOW, NONCE)
    changed = (
        ("PUT", target, body, stamp),
        ("POST", target + "?x", body, stamp),
        ("POST", target, body + b" ", stamp),
        ("POST", target, body, replace(stamp, timestamp=str(NOW + 1))),
        ("POST", target, body, replace(stamp, nonce="")),
        ("POST", target, body, replace(stamp, nonce=NONCE[::-1])),
        ("POST", target, body, replace(stamp, key_id="other")),
    )
    signer.check_request(stamp, "POST", target, body, NOW)
    for method, where, what, how in changed:
        with pytest.raises(SignatureError, match="wrong"):
            signer.check_request(how, method, where, what, NOW)


def test_an_answer_is_not_taken_for_another_status() -> None:
    stamp = SIGNER.stamp_answer(422, BODY, NOW)
    with pytest.raises(SignatureError, match="wrong"):
        SIGNER.check_answer(stamp, 200, BODY, NOW)


@pytest.mark.parametrize("sign", [1, -1])
def test_clocks_may_differ_by_five_minutes(sign: int) -> None:
    stamp = SIGNER.stamp_request("POST", TARGET, BODY, NOW)
    SIGNER.check_request(stamp, "POST", TARGET, BODY, NOW + sign * MOST_SKEW_S)
    assert reason_of(stamp, NOW + sign * (MOST_SKEW_S + 1)) == "skewed"


def test_who_does_not_know_the_secret_does_not_learn_our_time() -> None:
    stamp = replace(SIGNER.stamp_request("POST", TARGET, BODY, 0), signature="0" * 64)
    assert reason_of(stamp) == "wrong"


@pytest.mark.parametrize(
    ("header", "value", "reason"),
    [
        ("X-Credit-Key-Id", "", "missing"),
        ("X-Credit-Signature", "", "missing"),
        ("X-Credit-Timestamp", "", "missing"),
        ("X-Credit-Timestamp", "now", "malformed"),
        ("X-Credit-Timestamp", "-1", "malformed"),
        ("X-Credit-Timestamp", "１７", "malformed"),
        ("X-Credit-Signature", "A" * 64, "malformed"),
        ("X-Credit-Signature", "0" * 63, "malformed"),
        ("X-Credit-Nonce", "short", "malformed"),
        ("X-Credit-Nonce", "with a blank inside", "malformed"),
    ],
)
def test_malformed_stamps_are_refused(header: str, value: str, reason: str) -> None:
    headers = SIGNER.stamp_request("POST", TARGET, BODY, NOW).headers() | {header: value}
    with pytest.raises(SignatureError, match=reason):
        read_stamp(headers)


def test_the_secret_does_not_reach_a_log() -> None:
    assert "secret" not in repr(SIGNER)
