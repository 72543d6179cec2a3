"""What becomes of words: real cases in every language, each a line."""

import pytest

from search_index import analysis

SAME = [
    # (language, what the document says, what somebody types)
    ("en", "passwords", "password"),
    ("en", "refunded", "refund"),
    ("en", "installing", "install"),
    ("en", "Bob's orders", "bob order"),
    ("en", "don’t", "dont"),
    ("en", "e-mails", "email"),
    ("en", "e-mail", "e-mails"),
    ("en", "Wi-Fi", "wifi"),
    ("en", "WiFi", "wi-fi"),
    ("en", "check-in", "checkin"),
    ("en", "café", "cafe"),
    ("en", "C++", "c++"),
    ("en", "C#", "c#"),
    ("en", "AT&T", "at&t"),
    ("sv", "lösenord", "losenord"),
    ("sv", "lösenordet", "lösenord"),
    ("sv", "lösenorden", "lösenord"),
    ("sv", "kontot", "konto"),
    ("sv", "kontots", "konto"),
    ("sv", "systemet", "system"),
    ("sv", "abonnemanget", "abonnemang"),
    ("sv", "fakturorna", "faktura"),
    ("sv", "beställningen", "beställning"),
    ("sv", "inställningar", "inställning"),
    ("sv", "utomlands", "utomlands"),
    ("sv", "paketet", "paket"),
    ("sv", "internet", "internet"),
    ("fr", "paramètres", "parametres"),
    ("fr", "réinitialisation", "reinitialisation"),
    ("fr", "l’adresse", "adresse"),
    ("fr", "d'abonnement", "abonnement"),
    ("fr", "préférée", "preferee"),
    ("fr", "remboursements", "remboursement"),
    ("fr", "cœur", "coeur"),
    ("fr", "qu'elle", "elle"),
    ("de", "Straße", "strasse"),
    ("de", "Rechnungen", "rechnung"),
    ("da", "køb", "kob"),
    ("xx", "naïve", "naive"),
    ("en", "ＡＢＣ１２３", "abc123"),
    ("en", "ﬁle", "file"),
    ("en", "cafe\u0301", "café"),
    ("zh-Hans", "信用卡", "信用"),
    ("zh-Hans", "我的信用卡被拒绝", "信用卡"),
    ("zh-Hans", "退款", "退款"),
    ("zh-Hans", "使用iPhone付款", "iphone"),
    ("ja", "パスワードを忘れた", "パスワード"),
    ("ja", "ﾊﾟｽﾜｰﾄﾞ", "パスワード"),
    ("ja", "サーバー", "サーバ"),
    ("ja", "再起動してください", "再起動"),
    ("ja", "繋がらない", "繋がりません"),
    ("ja", "Wi-Fi が繋がらない", "wifi 繋がる"),
    ("ja", "クレジットカード", "カード"),
    ("ko", "비밀번호", "비밀번호"),
    ("th", "รหัสผ่าน", "รหัสผ่าน"),
    ("de", "Fehler 0x80070005", "0x80070005"),
    ("en", "version 102.6.1", "102.6.1"),
    ("en", "version 102.6.1", "102"),
    ("en", "KB5001330", "kb 5001330"),
    ("en", "iPhone13", "iphone 13"),
    ("en", "128GB", "128 gb"),
    ("en", "ERR_CONNECTION_REFUSED", "connection refused"),
    ("en", "ERR_CONNECTION_REFUSED", "err_connection_refused"),
    ("en", "E-4711", "e-4711"),
    ("en", "config.json", "json"),
    ("en", "help@example.com", "help@example.com"),
    ("en", "10:30", "10:30"),
]  # fmt: skip

DIFFERENT = [
    ("en", "policy", "police"),
    ("en", "102.6.1", "103.6.2"),
    ("en", "C++", "C#"),
    ("sv", "paket", "pakt"),
    ("zh-Hans", "信用卡", "电话卡"),
    ("ja", "です", "ます"),
    ("ja", "ください", "再起動"),
    ("en", "0x80070005", "0x80070006"),
]


def shared(lang: str, text: str, typed: str) -> list[bool]:
    """For every stretch typed (a word and its parts, a run of signs) whether the text has something of it."""
    indexed = {term.term for term in analysis.terms(text, lang)}
    words = analysis.query_words(typed, (lang, "en", "sv", "fr", "ja", "zh"))
    strong = sorted((w for w in words if not w.forms[0].startswith(analysis.WEAK)), key=lambda w: w.start)
    stretches: list[bool] = []
    end = -1
    for word in strong:
        has = bool(indexed & set(word.forms))
        if word.start < end:
            stretches[-1] |= has
        else:
            stretches.append(has)
        end = max(end, word.end)
    return stretches


@pytest.mark.parametrize(("lang", "text", "typed"), SAME)
def test_what_is_typed_finds_what_is_written(lang: str, text: str, typed: str) -> None:
    found = shared(lang, text, typed)
    assert found
    assert all(found)


@pytest.mark.parametrize(("lang", "text", "typed"), DIFFERENT)
def test_what_is_different_stays_different(lang: str, text: str, typed: str) -> None:
    assert not any(shared(lang, text, typed))


@pytest.mark.parametrize(
    "text",
    [
        "L’adresse électronique préférée…",
        "ﾊﾟｽﾜｰﾄﾞ を忘れた",
        "cafe\u0301 au lait",
        "ｆｕｌｌ　ｗｉｄｔｈ",
        "Wi-Fi, e-mail and 102.6.1",
        "soft\u00adhyphen",
        "İstanbul kartı",
    ],
)
def test_offsets_point_into_the_text_as_it_was_given(text: str) -> None:
    last = 0
    for term in analysis.terms(text, "en"):
        assert 0 <= term.start < term.end <= len(text)
        assert not text[term.start : term.end].isspace()
        last = max(last, term.end)
    assert last >= len(text) - 1


def test_a_sign_that_becomes_several_is_marked_whole() -> None:
    assert [(t.term, t.start, t.end) for t in analysis.terms("½ ﬁle", "xx")] == [
        ("1", 0, 1),
        ("2", 0, 1),
        ("file", 2, 5),
    ]


def test_katakana_is_kept_whole_and_in_pairs_and_hiragana_is_weak() -> None:
    terms = [term.term for term in analysis.terms("パスワードをリセット", "ja")]
    assert {"パスワード", "スワ", "リセット"} <= set(terms)
    weak = [term.term for term in analysis.terms("できません", "ja")]
    assert weak
    assert all(term.startswith(analysis.WEAK) for term in weak)


def test_a_document_word_has_one_form_and_a_query_word_one_for_each_language() -> None:
    assert [term.term for term in analysis.terms("installing", "en")] == ["instal"]
    (word,) = analysis.query_words("installing", ("en", "sv"))
    assert word.forms[0] == "instal"
    assert len(word.forms) == 2


@pytest.mark.parametrize("text", ["x" * 10_000, "é" * 10_000, "ー" * 10_000, "a-" * 5_000, "漢" * 10_000])
def test_monstrous_words_are_cut(text: str) -> None:
    assert all(len(term.term.encode()) < 300 for term in analysis.terms(text, "fr"))
