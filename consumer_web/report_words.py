"""What is said about reports by consumers, in the two languages?"""

from __future__ import annotations

from types import MappingProxyType

from consumer_web.words import Lang

KINDS: dict[str, tuple[str, str]] = {
    "fake": ("像是假的", "It looks fake"),
    "spoiled": ("变质、有异味", "It is spoiled or smells"),
    "foreign_body": ("里面有异物", "Something is in it"),
    "label": ("标签和本页不一样", "The label differs from this page"),
    "other": ("其他", "Something else"),
}

_WORDS: dict[str, tuple[str, str]] = {
    "headline": ("请告诉我们", "Please tell us"),
    "reason": (
        "不用登录。写明是什么、在哪里买的，监管部门会核实并答复。",
        "No login. Say what it is and where it came from; the authority checks and answers.",
    ),
    "your_report": ("您的反映", "Your report"),
    "about_lot": ("说的是批号 {}", "This is about lot {}"),
    "what": ("是什么问题", "What is wrong"),
    "words": ("说得具体一点（500 字以内）", "Tell us more (500 characters at most)"),
    "place": ("在哪里买的", "Where it was bought"),
    "place_hint": ("店名和地址，例如：惠城区某某超市", "Name and address of the shop"),
    "code": ("16 位码（没有可以不填）", "The 16-character code, if there is one"),
    "photo": ("照片（可以不传，最大 5 MB）", "A photo, if you like (5 MB at most)"),
    "photo_hint": (
        "照片里的位置和相机信息会被去掉。",
        "Place and camera are removed from the picture.",
    ),
    "contact": ("电话或邮箱（可以不填）", "Phone or mail, if you like"),
    "contact_hint": (
        "加密保存，只有监管部门能看到，企业看不到。",
        "It is kept encrypted. Only the authority can read it, never the maker.",
    ),
    "trap": ("这一栏请不要填", "Please leave this field empty"),
    "send": ("交给监管部门", "Send it to the authority"),
    "urgent": (
        "人已经不舒服，请先看医生，再打 12315。",
        "Unwell? See a doctor first, then call 12315.",
    ),
    "missing.kind": ("请选一项：是什么问题。", "Please choose what is wrong."),
    "missing.words": ("请写几个字，说说是什么问题。", "Please say in a few words what is wrong."),
    "missing.place": ("请写在哪里买的。", "Please say where it was bought."),
    "code.length": ("码应有 16 个字符，请再看一遍，或者不填。", "A code has 16 characters."),
    "code.characters": ("码里有不会出现的字符。", "The code has characters that never occur."),
    "code.check": ("码输错了一个字，请再看一遍，或者不填。", "One character of the code is wrong."),
    "photo.too_large": ("照片太大，最多 5 MB。", "The photo is larger than 5 MB."),
    "photo.unreadable": ("照片打不开，请换一张，或者不传。", "The photo cannot be read."),
    "form.unreadable": (
        "表格没有收全，请再交一次。",
        "The form did not arrive. Please send again.",
    ),
    "form.too_large": ("交来的内容太大，照片最多 5 MB。", "Too large: 5 MB at most."),
    "too_many": (
        "今天收到的已经很多，这一份没有收下。请打 12315。",
        "Too many reports today; this one was not taken. Please call 12315.",
    ),
    "unavailable": (
        "现在收不了，请过几分钟再交，或打 12315。",
        "We cannot take it right now. Try again in a few minutes, or call 12315.",
    ),
    "not_sent": ("还没有交上去", "Not sent yet"),
    "follow": ("已经反映过？查答复", "Reported before? See the answer"),
    "receipt": ("回执号", "Receipt"),
    "receipt_hint": ("交上去以后给您的 12 位字母数字", "The 12 characters you were given"),
    "receipt_wrong": ("回执号不对，请再看一遍。", "This receipt is not right. Please check it."),
    "receipt_unknown": ("没有这个回执号。", "There is no such receipt."),
    "look": ("查答复", "See the answer"),
    "waiting": ("已经收到", "We have it"),
    "waiting_why": (
        "监管部门还没有答复。请记下回执号，过几天再来看。",
        "The authority has not answered yet. Keep the receipt and look again in a few days.",
    ),
    "upheld": ("反映属实", "You were right"),
    "dismissed": ("没有查实", "Not confirmed"),
    "answered_why": ("监管部门已经答复。", "The authority has answered."),
    "your_receipt": ("您的回执号", "Your receipt"),
    "keep_receipt": (
        "请抄下来或截屏。只有凭它才能查到答复。",
        "Write it down or take a picture: nothing else leads to the answer.",
    ),
    "reported_at": ("反映时间", "Reported"),
    "answered_at": ("答复时间", "Answered"),
    "answer": ("答复", "Answer"),
}

_BY_LANGUAGE: dict[Lang, MappingProxyType[str, str]] = {
    "zh": MappingProxyType({name: zh for name, (zh, _) in _WORDS.items()}),
    "en": MappingProxyType({name: en for name, (_, en) in _WORDS.items()}),
}


def get_report_words(lang: Lang) -> MappingProxyType[str, str]:
    """Give the words of one language by name."""
    return _BY_LANGUAGE[lang]


def list_kinds(lang: Lang) -> list[tuple[str, str]]:
    """List the kinds of trouble with their words."""
    return [(kind, words[0 if lang == "zh" else 1]) for kind, words in KINDS.items()]
