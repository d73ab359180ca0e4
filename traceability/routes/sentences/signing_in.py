"""What is said about signing in and rights?"""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "sign_in.missing": ("请先登录，或带上访问令牌。", "Sign in first, or send a bearer token."),
    "sign_in.scheme": ("Authorization 只接受 Bearer 令牌。", "Authorization takes a Bearer token."),
    "sign_in.session_ended": ("登录已结束，请重新登录。", "The session has ended. Sign in again."),
    "sign_in.token_unknown": (
        "令牌无效、已过期或已吊销。",
        "The token is unknown, expired or revoked.",
    ),
    "sign_in.user_inactive": (
        "账号已停用，请联系管理员。",
        "The account is inactive. Ask an admin.",
    ),
    "sign_in.wrong": ("用户名或密码不对。", "The name or the password is wrong."),
    "sign_in.too_many_attempts": (
        "尝试次数过多，请在 {retry_after} 秒后再试。",
        "Too many attempts. Try again in {retry_after} seconds.",
    ),
    "sign_in.csrf": (
        "页面已过期：缺少或不符 X-CSRF-Token，请刷新后再试。",
        "X-CSRF-Token is missing or wrong. Reload the page and try again.",
    ),
    "access.role": ("您的角色不能做这件事。", "Your role does not allow this."),
    "token.not_found": ("没有这个令牌。", "There is no such token."),
    "user.name_taken": ("用户名“{username}”已被使用。", "The user name {username} is taken."),
    "user.role_does_not_fit": (
        "这种角色不能属于这类单位（{kind}）。",
        "This role cannot belong to that kind of organisation ({kind}).",
    ),
}
