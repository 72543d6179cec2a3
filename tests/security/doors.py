"""Which address answers whom, and how: the table that `test_matrix.py` holds every route against.

A case of a rule is (things it is tried on, form fields or JSON, answers). `answers` names the status for each of WHO
(pages) or CALLERS (API) in order, or one status for all of them. Values fill the rule: the name of a thing of the
scene, "=words" for the words themselves, "!verify" for the secret of a mailed link.

A status for each of WHO but the last, who is answered as "mo" where nothing else is said (`elsewhere`).

The people: carla wrote the questions and "own answer"; bob the other answers; dan is the customer of the case; ana
flagged the article. "suspended" has a living cookie, "key" sends Carla's key to a page: both are guests there.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

WHO = ("guest", "carla", "bob", "ana", "mo", "root", "suspended", "key", "lin")
CALLERS = (
    *("nobody", "cookie of carla", "carla read", "carla write", "bob read", "bob write"),
    *("ana read", "ana write", "mo read", "mo write", "root write", "suspended write", "lin write"),
)

Case = tuple[dict[str, str], dict[str, object], str]
TABLE: dict[str, list[Case]] = {}


def rule(name: str, *cases: Case) -> None:
    """Declare a rule."""
    assert name not in TABLE, name
    TABLE[name] = list(cases)


def case(answers: str, sent: dict[str, object] | None = None, **values: str) -> Case:
    return values, sent or {}, answers


def elsewhere(answer: int, *names: str) -> None:
    """What Lin is answered by these rules, who is a moderator of another topic. Of all others: as Mo is. For one case
    alone it stands behind its answers: "303 403 403 403 303 303 303 303/403"."""
    for name in names:
        TABLE[name] = [(v, sent, w if "/" in w else f"{w}/{answer}") for v, sent, w in TABLE[name]]


def public(ok: int = 200) -> str:
    return str(ok)


def signed_in(ok: int) -> str:
    return f"303 {ok} {ok} {ok} {ok} {ok} 303 303"


def agents(ok: int) -> str:
    return f"303 403 403 {ok} {ok} {ok} 303 303"


def moderators(ok: int) -> str:
    return f"303 403 403 403 {ok} {ok} 303 303"


def admins(ok: int) -> str:
    return f"303 403 403 403 403 {ok} 303 303"


# -- for everybody -------------------------------------------------------------------------------------------

for _path in (
    "/",
    "/accessibility",
    "/ask",
    "/ask/sent",
    "/ask/suggestions",
    "/faq",
    "/healthz",
    "/.well-known/gpc.json",
    "/privacy",
    "/privacy.json",
    "/questions",
    "/readyz",
):
    rule(f"GET {_path}", case(public()))
rule("GET /.well-known/security.txt", case(public(404)))  # nobody is named there
for _path in ("/reset", "/search", "/search/suggest", "/metrics"):
    rule(f"GET {_path}", case(public()))
for _path in ("/sign-in", "/sign-up"):
    rule(f"GET {_path}", case("200 303 303 303 303 303 200 200"))
rule(
    "GET /articles/<int:article_id>/merge",
    case(moderators(200), article_id="article"),
    case(moderators(403), article_id="archived"),
    case(f"{moderators(404)}/404", article_id="=999"),
)
rule(
    "POST /articles/<int:article_id>/merge",
    case(moderators(422), {"into": "none"}, article_id="article"),
    case(moderators(303), {"into": "1"}, article_id="draft article"),
)
rule(
    "GET /moderation/articles/<any(unhelpful, translations, due):name>",
    case(agents(200), name="=unhelpful"),
    case(agents(200), name="=due"),
)
rule(
    "GET /moderation/articles/<int:number>",
    case(agents(200), number="article"),
    case(agents(404), number="=999"),
)
rule(
    "POST /moderation/articles",
    case(agents(303), {"do": "correct", "article": "1"}),
    case(agents(404), {"do": "?"}),
)
rule(
    "GET /admin/topics/<slug>/fields/new",
    case(admins(200), slug="=orders"),
    case(admins(404), slug="=nowhere"),
)
rule(
    "POST /admin/topics/<slug>/fields/new",
    case(admins(303), {"name-en": "Order", "kind": "text"}, slug="=orders"),
    case(admins(422), {"kind": "text"}, slug="=orders"),
)
rule(
    "GET /admin/topics/<slug>/fields/<int:field_id>",
    case(admins(200), slug="=orders", field_id="field"),
    case(admins(404), slug="=orders", field_id="=999"),
)
rule(
    "POST /admin/topics/<slug>/fields/<int:field_id>",
    case(admins(303), {"do": "up"}, slug="=orders", field_id="field"),
    case(admins(422), {"name-en": ""}, slug="=orders", field_id="field"),
)
rule("POST /moderation/gaps/assignment", case(moderators(303)), case(moderators(404), {"gap": "999"}))
rule("POST /moderation/candidates", case(moderators(303), {"question": "1"}))
rule("POST /moderation/reviews", case(moderators(303), {"article": "1"}))
rule("GET /desk/insights/suggestions", case(agents(200)))
rule("GET /moderation/phrasings", case(agents(200)))
rule("POST /moderation/phrasings/<int:number>/forgetting", case(moderators(404), number="=999"))
rule("GET /pictures/<key>.webp", case(public(404), key="=" + "0" * 32))
rule("GET /pictures/new", case(signed_in(200)))
rule("POST /pictures/new", case(signed_in(422)))
rule("GET /faq/<topic>", case(public(), topic="=orders"), case(public(404), topic="=nowhere"))
rule(
    "GET /faq/<topic>/sections",
    case(moderators(200), topic="=orders"),
    case(f"{moderators(404)}/404", topic="=nowhere"),
)
rule(
    "POST /faq/<topic>/sections",
    case(moderators(303), {"title": "Delivery", "lang": "en"}, topic="=orders"),
    case(moderators(422), {"lang": "en"}, topic="=orders"),
)
rule(
    "POST /faq/sections/<int:section_id>",
    case(moderators(303), {"do": "up"}, section_id="section"),
    case(moderators(422), {"do": "place", "article": "none"}, section_id="section"),
    case(f"{moderators(404)}/404", {"do": "up"}, section_id="=999"),
)
rule(
    "GET /static/<path:filename>",
    case(public(), filename="=favicon.svg"),
    case(public(404), filename="=../wsgi.py"),
)
rule("GET /people/<int:person_id>", case(public(), person_id="carla"), case(public(404), person_id="=99"))
rule("GET /kept/<key>", case(public(), key="!kept"), case(public(404), key="=guess"))
rule("GET /verify/<secret>", case(public(), secret="!verify"), case(public(404), secret="=guess"))
rule("POST /verify/<secret>", case(public(303), secret="!verify"), case(public(404), secret="=guess"))
rule("POST /verify/again", case(public(404)))
_ANSWERED = "/answered/<secret>/<any(solved, stuck):said>"
rule(
    f"GET {_ANSWERED}",
    case(public(), secret="!loop", said="=stuck"),
    case(public(404), secret="=guess", said="=solved"),
)
rule(
    f"POST {_ANSWERED}",
    case(public(303), secret="!loop", said="=stuck"),
    case(public(404), secret="=guess", said="=solved"),
)
rule("GET /how-was-it/<secret>", case(public(404), secret="=guess"))
rule("POST /how-was-it/<secret>", case(public(404), secret="=guess"))
rule("GET /my/mail", case(signed_in(301)))
rule("GET /my/notices/choices", case(signed_in(200)))
rule(
    "POST /my/notices/choices",
    case(signed_in(422)),
    case(signed_in(303), {"digest_hour": "8", "digest_day": "0"}),
)
rule("GET /my/notices/<int:notice_id>", case("303 303 404 404 404 404 303 303", notice_id="notice"))
rule("GET /my/follows", case(signed_in(200)))
rule(
    "POST /my/follows",
    case(signed_in(404), {"do": "follow", "thing": "topic:99"}),
    case(signed_in(303), {"do": "unfollow"}),
)
rule("GET /mail/choices/<secret>", case(public(), secret="!choices"), case(public(404), secret="=guess"))
rule("POST /mail/choices/<secret>", case(public(422), secret="!choices"), case(public(404), secret="=guess"))
rule("POST /my/mail", case(signed_in(303), {"do": "none"}))
rule("GET /mail/ending/<secret>", case(public(), secret="!ending"), case(public(404), secret="=guess"))
rule("POST /mail/ending/<secret>", case(public(), secret="!ending"), case(public(404), secret="=guess"))
rule("GET /reset/<secret>", case(public(), secret="!reset"), case(public(404), secret="=guess"))
rule("POST /reset", case(public(422)), case(public(), {"email": "nobody@example.com"}))
rule("POST /reset/<secret>", case(public(404), {"new_password": "four words are long"}, secret="=guess"))
rule("GET /post/<secret>", case(public(), secret="!ask"), case(public(404), secret="=guess"))
rule(
    "POST /post/<secret>",
    case(public(303), {"name": "New"}, secret="!ask"),
    case(public(404), secret="=guess"),
)
for _path in ("/sign-in/link/<secret>", "/my/account/address/<secret>", "/first-admin/<secret>"):
    rule(f"GET {_path}", case(public(404), secret="=guess"))
for _path in ("/sign-in/link/<secret>", "/my/account/address/<secret>"):
    rule(f"POST {_path}", case(public(404), secret="=guess"))
rule("POST /first-admin/<secret>", case(public(422), secret="=guess"))
rule("GET /sign-in/link", case(public()))
rule("POST /sign-in/link", case(public(422)))
rule("GET /sign-in/second", case(public(303)))
rule("POST /sign-in/second", case(public(303)))
rule("POST /sign-in/passkey", case(public(303)))
for _path in ("GET /sign-in/with/<slug>", "GET /sign-in/with/<slug>/back", "POST /sign-in/with/<slug>/ended"):
    rule(_path, case(public(404), slug="=nobody"))
rule("GET /sign-in/waiting", case(public(303)))
rule("POST /sign-in/waiting", case(signed_in(303)))
rule("POST /my/account/elsewhere/<slug>", case(signed_in(404), slug="=nobody"))
rule(
    "POST /my/account/elsewhere/<int:identity_id>/removal",
    case("303 303 404 404 404 404 303 303", identity_id="identity"),
)
rule("GET /admin/sign-in", case(admins(200)))
rule("POST /admin/sign-in", case(admins(422)))
rule(
    "GET /admin/sign-in/<int:provider_id>",
    case(admins(200), provider_id="provider"),
    case(admins(404), provider_id="=999"),
)
for _deed in ("", "/trial", "/state", "/removal"):
    rule(f"POST /admin/sign-in/<int:provider_id>{_deed}", case(admins(404), provider_id="=999"))
rule("GET /my/account/second", case(signed_in(200)))
rule("POST /my/account/second/app", case(signed_in(200)))
rule("POST /my/account/second/app/confirmation", case(signed_in(303)))
rule("POST /my/account/second/app/removal", case(signed_in(404)))
rule("POST /my/account/second/passkeys", case(signed_in(422)))
rule("POST /my/account/second/passkeys/<int:passkey_id>/removal", case(signed_in(404), passkey_id="=999"))
rule("POST /my/account/second/codes", case("303 200 404 404 404 404 303 303"))  # Carla has a passkey
rule("POST /my/account/address", case(signed_in(422)))
rule(
    "POST /admin/people/<int:person_id>/second/removal",
    case(admins(422), person_id="bob"),
    case(admins(403), {"because": "Lost."}, person_id="bob"),
)
rule("POST /sign-up", case(public(422)))
rule("POST /sign-in", case(public(422)))
rule("POST /sign-out", case(public(303)))
rule("POST /language", case(public(303), {"language": "sv"}))
rule("POST /ask/suggestions", case(public(), {"title": "flumox"}))
rule(
    "POST /ask/suggestions/verdict",
    case(public(404), {"verdict": "solved article:999"}),
    case(public(303), {"verdict": "solved article:1"}),
    case("303 403 303 303 303 303 303 303", {"verdict": "too question:1"}),
)
rule("POST /ask/fields", case(public(), {"topic": "orders"}))
rule("GET /ask/solved", case(public(404)))
_QUESTION = {
    "title": "A new question",
    "body": "Words.",
    "topic": "orders",
    "lang": "en",
    "asked_for": "orders",
}
rule("POST /ask", case(public(422)), case("422 303 303 303 303 303 422 422", dict(_QUESTION)))
rule(
    "POST /verdicts",
    case("200 200 200 403 200 200 200 200", {"target": "article:1", "helped": "1"}),
    case("303 303 303 403 303 303 303 303", {"target": "article:1", "helped": "0", "said": "1"}),
    case("404 403 404 404 200 200 404 404", {"target": "question:3", "helped": "1"}),
    case("422 303 303 303 303 303 422 422", {"target": "article:1", "note": "What then?", "then": "case"}),
    case("404 422 404 404 422 422 404 404", {"target": "question:3", "note": " ", "then": "question"}),
)

# -- questions and answers -----------------------------------------------------------------------------------

SEEN = {
    "question": "{0} {0} {0} {0} {0} {0} {0} {0}",
    "hidden": "404 {0} 404 404 {0} {0} 404 404",
    "deleted": "404 404 404 404 {0} {0} 404 404",
}
SEEN_ANSWER = {
    **dict.fromkeys(("answer", "own answer"), SEEN["question"]),
    "hidden answer": "404 404 {0} 404 {0} {0} 404 404",
    "deleted answer": SEEN["deleted"],
    "answer of hidden": SEEN["hidden"],
}


def on_questions(
    public_: str, hidden: str, deleted: str, sent: dict[str, object] | None = None, elsewhere_hidden: int = 0
) -> list[Case]:
    """A deed on each kind of question, for carla, bob, ana, mo and root; the others must sign in."""
    found = [
        case(f"303 {words} 303 303", sent, question_id=name)
        for name, words in (("question", public_), ("hidden", hidden), ("deleted", deleted))
    ]
    if elsewhere_hidden:
        values, sent, words = found[1]
        found[1] = values, sent, f"{words}/{elsewhere_hidden}"
    return found


def on_answers(sent: dict[str, object] | None = None, **each: str) -> list[Case]:
    return [
        case(f"303 {words} 303 303", sent, answer_id=name.replace("_", " ")) for name, words in each.items()
    ]


rule("GET /questions/<int:question_id>", *(case(w.format(301), question_id=n) for n, w in SEEN.items()))
rule(
    "GET /questions/<int:question_id>-<slug>",
    *(case(w.format(200), question_id=n, slug="~slug") for n, w in SEEN.items()),
    *(case(w.format(301), question_id=n, slug="=guess") for n, w in SEEN.items()),
    case(public(404), question_id="=999", slug="=guess"),
)
rule(
    "GET /questions/<int:question_id>/history", *(case(w.format(200), question_id=n) for n, w in SEEN.items())
)
rule("GET /answers/<int:answer_id>", *(case(w.format(302), answer_id=n) for n, w in SEEN_ANSWER.items()))
rule(
    "GET /answers/<int:answer_id>/history",
    *(case(w.format(200), answer_id=n) for n, w in SEEN_ANSWER.items()),
)
SEEN_COMMENT = {
    "comment": SEEN["question"],
    "hidden comment": "404 404 {0} 404 {0} {0} 404 404",
    "deleted comment": SEEN["deleted"],
    "comment of hidden": SEEN["hidden"],
}
rule("GET /comments/<int:comment_id>", *(case(w.format(302), comment_id=n) for n, w in SEEN_COMMENT.items()))
rule(
    "GET /comments/<int:comment_id>/history",
    *(case(w.format(200), comment_id=n) for n, w in SEEN_COMMENT.items()),
)
rule(
    "GET /comments/<int:comment_id>/edit",
    case("303 403 200 403 200 200 303 303", comment_id="comment"),
    case("303 404 403 404 200 200 303 303", comment_id="hidden comment"),
    case("303 404 404 404 403 403 303 303", comment_id="deleted comment"),
    case("303 403 404 404 200 200 303 303", comment_id="comment of hidden"),
)
rule(
    "POST /comments/<int:comment_id>/edit",
    case("303 403 303 403 303 303 303 303", {"body": "Other words.", "version": "1"}, comment_id="comment"),
    case("303 404 403 404 303 303 303 303", {"body": "Words.", "version": "1"}, comment_id="hidden comment"),
    case("303 404 404 404 403 403 303 303", {"body": "Words.", "version": "1"}, comment_id="deleted comment"),
)
rule(
    "POST /comments/<int:comment_id>/deletion",
    case("303 403 303 403 303 303 303 303", comment_id="comment"),
    case("303 404 403 404 303 303 303 303", comment_id="hidden comment"),
    case("303 403 404 404 303 303 303 303", comment_id="comment of hidden"),
)
rule(
    "GET /questions/<int:question_id>/comments",
    *(case(w.format(200), question_id=n) for n, w in SEEN.items()),
)
rule(
    "POST /questions/<int:question_id>/comments",
    *on_questions(
        "303 303 303 303 303", "403 404 404 403 403", "404 404 404 403 403", {"body": "Which one?"}
    ),
    case("303 404 403 404 403 403 303 303", {"body": "Which?", "on": "answer:3"}, question_id="question"),
    case("303 404 404 404 404 404 303 303", {"body": "Which?", "on": "answer:1"}, question_id="dans"),
)
rule(
    "GET /questions/<int:question_id>/people",
    *on_questions("200 200 200 200 200", "200 404 404 200 200", "404 404 404 200 200"),
)
for _kind, _seen in (("question", "question"), ("answer", "answer")):
    _hidden, _deleted = ("hidden", "deleted") if _kind == "question" else ("hidden answer", "deleted answer")
    _hers = "404 403 403 404 404" if _kind == "question" else "403 404 403 404 404"
    _hides = "403 404 404 404 404" if _kind == "question" else "404 403 404 404 404"
    rule(
        f"POST /{_kind}s/<int:{_kind}_id>/history/<int:revision>",
        case(f"303 {_hers} 303 303", **{f"{_kind}_id": _kind, "revision": "=7"}),
        case(f"303 {_hides} 303 303", **{f"{_kind}_id": _hidden, "revision": "=7"}),
        case("303 404 404 404 403 403 303 303", **{f"{_kind}_id": _deleted, "revision": "=7"}),
    )
rule(
    "POST /answers/<int:answer_id>/trial",
    *on_answers(
        answer="303 403 303 303 303",
        hidden_answer="404 403 404 303 303",
        deleted_answer="404 404 404 303 303",
    ),
)
rule(
    "POST /answers/<int:answer_id>/trial/end",
    *on_answers(
        answer="303 303 303 303 303",
        hidden_answer="404 303 404 303 303",
        deleted_answer="404 404 404 303 303",
    ),
)
rule(
    "POST /answers/<int:answer_id>/wiki",
    *on_answers(
        answer="403 303 303 303 303",
        own_answer="303 403 303 303 303",
        hidden_answer="404 403 404 403 403",
        deleted_answer="404 404 404 403 403",
    ),
)
rule(
    "POST /answers/<int:answer_id>/wiki/end",
    *on_answers(
        answer="403 303 403 303 303",
        hidden_answer="404 303 404 303 303",
        deleted_answer="404 404 404 303 303",
    ),
)
rule(
    "POST /questions/<int:question_id>/answers",
    *on_questions(
        "303 303 303 303 303", "403 404 404 403 403", "404 404 404 403 403", {"body": "Try again."}
    ),
)
rule(
    "GET /questions/<int:question_id>/edit",
    *on_questions("200 403 403 200 200", "403 404 404 200 200", "404 404 404 403 403"),
)
_EDIT: dict[str, object] = {
    "title": "Another title",
    "body": "Words.",
    "topic": "orders",
    "lang": "en",
    "version": "1",
}
rule(
    "POST /questions/<int:question_id>/edit",
    *on_questions("303 403 403 303 303", "403 404 404 303 303", "404 404 404 403 403", _EDIT),
)
rule(
    "POST /questions/<int:question_id>/deletion",
    *on_questions("403 403 403 303 303", "403 404 404 303 303", "404 404 404 403 403"),
)
rule(
    "POST /questions/<int:question_id>/following",
    *on_questions("303 303 303 303 303", "403 404 404 403 403", "404 404 404 403 403"),
)
rule(
    "POST /questions/<int:question_id>/following/end",
    *on_questions("303 303 303 303 303", "303 404 404 303 303", "404 404 404 303 303"),
)
rule(
    "POST /questions/<int:question_id>/affected",
    *on_questions("403 303 303 303 303", "403 404 404 403 403", "404 404 404 403 403"),
)
rule(
    "POST /questions/<int:question_id>/affected/end",
    *on_questions("303 303 303 303 303", "303 404 404 303 303", "404 404 404 303 303"),
)
rule(
    "POST /questions/<int:question_id>/escalation",
    *on_questions("303 403 303 303 303", "403 404 404 403 403", "404 404 404 403 403", {"note": "Please."}),
)
rule(
    "POST /questions/<int:question_id>/solution",
    *on_questions("303 403 303 303 303", "404 404 404 404 404", "404 404 404 404 404", {"answer": "1"}),
)
rule(
    "POST /questions/<int:question_id>/solution/removal",
    *on_questions("303 403 303 303 303", "403 404 404 403 403", "404 404 404 403 403"),
)
rule(
    "GET /answers/<int:answer_id>/edit",
    *on_answers(
        answer="403 200 403 200 200",
        own_answer="200 403 403 200 200",
        hidden_answer="404 403 404 200 200",
        deleted_answer="404 404 404 403 403",
        answer_of_hidden="403 404 404 200 200",
    ),
)
rule(
    "POST /answers/<int:answer_id>/edit",
    *on_answers(
        {"body": "Other words.", "version": "1"},
        answer="403 303 403 303 303",
        own_answer="303 403 403 303 303",
        hidden_answer="404 403 404 303 303",
        deleted_answer="404 404 404 403 403",
        answer_of_hidden="403 404 404 303 303",
    ),
)
rule(
    "POST /answers/<int:answer_id>/deletion",
    *on_answers(
        answer="403 303 403 303 303",
        own_answer="303 403 403 303 303",
        hidden_answer="404 403 404 303 303",
        deleted_answer="404 404 404 403 403",
        answer_of_hidden="403 404 404 303 303",
    ),
)
rule(
    "POST /votes/<target>",
    case("303 403 303 303 303 303 303 303", {"value": "1"}, target="=question:1"),
    case("303 303 403 303 303 303 303 303", {"value": "1"}, target="=answer:1"),
    case("303 403 404 404 303 303 303 303", {"value": "1"}, target="=question:3"),
    case("303 404 403 404 303 303 303 303", {"value": "1"}, target="=answer:3"),
    case("303 404 404 404 303 303 303 303", {"value": "1"}, target="=answer:4"),
    case("303 422 422 422 422 422 303 303", {"value": "1"}, target="=article:1"),
)

# -- administration ------------------------------------------------------------------------------------------

rule("GET /admin/settings", case(admins(200)))
rule("GET /admin/schedule", case(admins(200)))
rule("POST /admin/settings", case(admins(303)))
# -- help on other sites: everybody is a guest there --------------------------------------------------------
rule("GET /widget.js", case(public()))
rule("GET /widget", case(public()), case(public(), q_="=kettle", s_="=0123456789abcdef-1"))
rule("GET /widget/suggest", case(public(), q_="=ket"))
rule(
    "GET /widget/read/<document>",
    case(public(), document="=article:1"),
    case(public(404), document="=article:999"),
    case(public(404), document="=person:1"),
)
rule(
    "POST /widget/verdicts",
    case("200 200 200 403 200 200 200 200", {"document": "article:1", "helped": "1"}),  # Ana wrote it
    case(public(404), {"document": "article:999", "helped": "1"}),
)
rule("GET /widget/ask", case(public()))
rule("POST /widget/ask", case(public(422)))
rule("GET /widget/sent", case(public()))
rule("GET /admin/widget", case(admins(200)))
rule("POST /admin/widget", case(admins(303)), case(admins(422), {"widget.sites": "*"}))
rule("GET /admin/brand", case(admins(200)))
rule(
    "POST /admin/brand",
    case(admins(303), {"brand.name": "Lumen"}),
    case(admins(200), {"brand.name": "Lumen", "look": "1"}),
    case(admins(422), {"brand.accent_light": "#ffff00"}),
)
rule("GET /admin/brand/look.css", case(admins(200)))
for _path in ("/brand.css", "/manifest.webmanifest", "/offline", "/offline.js"):
    rule(f"GET {_path}", case(public()))
rule("GET /brand/logo-<version>.webp", case(public(404), version="=0123456789abcdef-480x120"))

# -- finding one's way ---------------------------------------------------------------------------------------

for _path in ("/feeds/questions", "/robots.txt", "/sitemap.xml", "/sitemaps/pages.xml", "/tags", "/ask/tags"):
    rule(f"GET {_path}", case(public()))
rule(
    "GET /feeds/questions/<int:question_id>",
    case(public(), question_id="question"),
    *(
        case(public(404), question_id=name) for name in ("hidden", "deleted", "closed", "passed on")
    ),  # as guests see it
)
rule(
    "GET /sitemaps/<any(questions, articles):kind>-<int:piece>.xml",
    case(public(), kind="=articles", piece="=0"),
    case(public(404), kind="=questions", piece="=7"),
)
rule("GET /tags/<path:name>", case(public(), name="=flumox"), case(public(404), name="=nowhere"))
rule(
    "GET /moderation/tags/<int:tag_id>",
    case(moderators(200), tag_id="tag number"),
    case(moderators(404), tag_id="=999"),
)
rule(
    "POST /moderation/tags/<int:tag_id>",
    case(moderators(303), {"name": "flumox", "synonyms": ""}, tag_id="tag number"),
    case(moderators(422), {"into": "nowhere"}, tag_id="tag number"),
)
rule(
    "GET /questions/<int:question_id>/tags",
    *on_questions("200 403 200 200 200", "403 404 404 200 200", "404 404 404 403 403", elsewhere_hidden=403),
)
rule(
    "POST /questions/<int:question_id>/tags",
    *on_questions(
        "303 403 303 303 303",
        "403 404 404 303 303",
        "404 404 404 403 403",
        {"topic": "orders", "tags": "flumox"},
        elsewhere_hidden=403,
    ),
)

# -- topics --------------------------------------------------------------------------------------------------

_RULES: dict[str, object] = {
    **{"steps": "2", "write_role": "agent", "review_role": "moderator", "publish_role": "moderator"},
    **{"promise_hours": "24", "review_days": "365"},
}
rule("GET /admin/hours", case(admins(200)))
rule(
    "POST /admin/hours",
    case(admins(303), {"kind": "always", "zone": "UTC"}),
    case(admins(422), {"kind": "week"}),
)
rule("POST /admin/hours/preview", case(admins(200), {"kind": "always", "zone": "UTC"}))
rule("GET /admin/topics", case(admins(200)))
rule("POST /admin/topics", case(admins(303), {"name": "Bicycles"}), case(admins(422)))
rule("GET /admin/topics/<slug>", case(admins(200), slug="=orders"), case(admins(404), slug="=nowhere"))
rule(
    "POST /admin/topics/<slug>/place",
    case(admins(303), {"do": "up"}, slug="=orders"),
    case(admins(422), {"parent": "999"}, slug="=orders"),
    case(admins(404), {"do": "up"}, slug="=nowhere"),
)
rule(
    "POST /admin/topics/<slug>",
    case(admins(303), _RULES, slug="=orders"),
    case(admins(422), slug="=orders"),
    case(admins(404), _RULES, slug="=nowhere"),
)

# -- articles and flags --------------------------------------------------------------------------------------

ARTICLES = {"article": "{0} {0} {0} {0} {0} {0} {0} {0}"} | dict.fromkeys(
    ("draft article", "archived"), "404 404 404 {0} {0} {0} 404 404"
)


def on_articles(
    public_: str, draft: str, archived: str, sent: dict[str, object] | None = None, **more: str
) -> list[Case]:
    each = {"article": public_, "draft article": draft, "archived": archived}
    return [case(words, sent, article_id=name, **more) for name, words in each.items()]


_SLUG = {"slug": "~slug"}
_AGENTS, _MODERATORS, _NOBODY = agents(303), moderators(303), agents(403)
_ARTICLE: dict[str, object] = {
    **{"title": "Another title", "body": "Words.", "topic": "orders", "lang": "en", "based_on": "1"},
    "form_key": "one",
}
rule("GET /articles/<int:article_id>", *(case(w.format(301), article_id=n) for n, w in ARTICLES.items()))
rule(
    "GET /articles/<int:article_id>-<slug>",
    *(case(w.format(200), article_id=n, slug="~slug") for n, w in ARTICLES.items()),
    case(public(404), article_id="=999", slug="=guess"),
)
for _part in ("changes", "history"):
    rule(f"GET /articles/<int:article_id>-<slug>/{_part}", *on_articles(*[agents(200)] * 3, **_SLUG))
rule(
    "GET /articles/<int:article_id>-<slug>/edit",
    *on_articles(agents(200), agents(200), _NOBODY, **_SLUG),
)
rule(
    "POST /articles/<int:article_id>-<slug>/edit",
    *on_articles(agents(409), _AGENTS, _NOBODY, _ARTICLE, **_SLUG),
)
rule("POST /articles/<int:article_id>-<slug>/edit/start-again", *on_articles(*[_AGENTS] * 3, **_SLUG))
rule("GET /articles/new", case(agents(200)))
rule("POST /articles/new", case(agents(422)), case(_AGENTS, _ARTICLE))
rule("POST /articles/preview", case(agents(200), {"body": "Words."}))
rule(
    "POST /articles/from-question",
    case(_AGENTS, {"question": "2"}),
    case("303 403 403 404 422 422 303 303", {"question": "3"}),
    case("303 403 403 404 422 422 303 303", {"question": "4"}),
)
rule("POST /articles/<int:article_id>/archive", *on_articles(_MODERATORS, _MODERATORS, moderators(403)))
rule("POST /articles/<int:article_id>/pin", *on_articles(_MODERATORS, moderators(403), moderators(403)))
rule(
    "POST /articles/<int:article_id>/phrasings",
    *on_articles(agents(409), agents(422), _NOBODY, {"words": "Another way to ask"}),
)
rule("POST /articles/<int:article_id>/unpin", *on_articles(*[_MODERATORS] * 3))
rule("POST /articles/<int:article_id>/return", *on_articles(*[_MODERATORS] * 3))
rule(
    "GET /articles/<int:article_id>/revisions/<int:number>",
    *(case(agents(200), article_id="article", number=n) for n in ("=1", "=3")),
    case(agents(302), article_id="article", number="=2"),
    case(agents(404), article_id="article", number="=9"),
    case(agents(200), article_id="draft article", number="=1"),
)


def on_revisions(
    superseded: str, in_review: str, draft: str, sent: dict[str, object] | None = None
) -> list[Case]:
    return [
        case(superseded, sent, article_id="article", number="=1"),
        case(in_review, sent, article_id="article", number="=3"),
        case(draft, sent, article_id="draft article", number="=1"),
    ]


_REVISION = "POST /articles/<int:article_id>/revisions/<int:number>/"
rule(f"{_REVISION}approval", *on_revisions(moderators(403), _MODERATORS, moderators(403)))
rule(f"{_REVISION}publication", *on_revisions(moderators(403), _MODERATORS, _MODERATORS))
rule(
    f"{_REVISION}rejection", *on_revisions(moderators(403), _MODERATORS, moderators(403), {"because": "Why."})
)
_TOMORROW = (datetime.now(UTC) + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
rule(
    f"{_REVISION}schedule",
    *on_revisions(moderators(403), _MODERATORS, _MODERATORS, {"publish_at": _TOMORROW}),
)
rule(f"{_REVISION}schedule/end", *on_revisions(*[_MODERATORS] * 3))
rule("POST /articles/<int:article_id>/check", *on_articles(_AGENTS, _NOBODY, _NOBODY))
rule("POST /articles/<int:article_id>/owner", *on_articles(_AGENTS, _AGENTS, _NOBODY))
rule(f"{_REVISION}submission", *on_revisions(_NOBODY, _NOBODY, _AGENTS))
rule(f"{_REVISION}discard", *on_revisions(_NOBODY, _AGENTS, _AGENTS))
rule("GET /flags/new", case(agents(200), target_="=article:1"), case(agents(404)))
rule(
    "GET /flags/<target>",
    case(agents(200), target="=article:1"),
    case("303 403 403 404 200 200 303 303", target="=answer:3"),
)
rule(
    "POST /flags",
    case(_AGENTS, {"target": "answer:1", "reason": "outdated", "note": "Old."}),
    case(agents(404), {"target": "article:2", "reason": "outdated", "note": "Old."}),
    case(agents(404), {"target": "answer:3", "reason": "outdated", "note": "Old."}),
)
rule("POST /flags/<int:flag_id>/confirmation", case("303 403 403 403 303 303 303 303", flag_id="flag"))
rule(
    "POST /flags/<int:flag_id>/dispute",
    case("303 403 403 403 303 303 303 303", {"because": "It is right."}, flag_id="flag"),
)
rule("GET /flags", case(agents(200)))
rule("GET /verdicts", case(agents(200)), case(agents(404), document_="=article:999"))
rule("POST /verdicts/reading", case(_AGENTS, {"id": "1"}))
rule(
    "GET /articles/<int:article_id>/quotes",
    *on_articles(agents(200), agents(200), agents(200)),
    case(agents(404), article_id="=999"),
)
rule("POST /articles/<int:article_id>/quotes/telling", *on_articles(_AGENTS, _AGENTS, _AGENTS))
rule("POST /quotes/<int:quote_id>/check", case(agents(404), quote_id="=999"))
rule("POST /flags/<int:flag_id>/withdrawal", case("303 403 403 303 403 403 303 303", flag_id="flag"))
rule("POST /flags/<int:flag_id>/rejection", case(_MODERATORS, {"because": "It is right."}, flag_id="flag"))

# -- desks ---------------------------------------------------------------------------------------------------

rule("GET /desk", case(agents(200)))
rule("GET /desk/cases/<int:case_id>", case(agents(200), case_id="case"), case(agents(404), case_id="=99"))
rule("POST /desk/cases/<int:case_id>/claim", case(_AGENTS, case_id="case"))
rule("POST /desk/cases/<int:case_id>/release", case("303 403 403 303 403 403 303 303", case_id="case"))
rule("POST /desk/cases/<int:case_id>/notes", case(_AGENTS, {"note": "Seen."}, case_id="case"))
rule(
    "POST /desk/cases/<int:case_id>/replies",
    case(_AGENTS, {"body": "Try again.", "audience": "public"}, case_id="case"),
    case(_AGENTS, {"body": "Try again.", "audience": "private", "do": "private"}, case_id="case"),
    case(agents(422), {"body": "Try again."}, case_id="case"),
    case(agents(422), {"body": "Try again.", "audience": "private", "do": "public"}, case_id="case"),
    case(_AGENTS, {"do": "look", "q": "refund"}, case_id="case"),
)
rule("GET /desk/macros", case(agents(200)))
rule("GET /desk/macros/new", case(agents(200)))
rule(
    "POST /desk/macros/new",
    case(agents(422)),
    case(_AGENTS, {"title": "Thanks", "body": "Thank you, {{customer}}."}),
)
_OWN = "303 403 403 {0} 404 404 303 303"  # Ana's alone
rule(
    "GET /desk/macros/<int:macro_id>",
    case(agents(200), macro_id="macro"),
    case(_OWN.format(200), macro_id="own macro"),
    case(agents(404), macro_id="=99"),
)
rule(
    "POST /desk/macros/<int:macro_id>",
    case("303 403 403 403 422 422 303 303", macro_id="macro"),
    case(_OWN.format(422), macro_id="own macro"),
)
rule(
    "POST /desk/macros/<int:macro_id>/retirement",
    case(_MODERATORS, macro_id="macro"),
    case(_OWN.format(303), macro_id="own macro"),
)
rule("GET /desk/guides", case(agents(200)))
rule(
    "GET /desk/guides/<int:guide_id>", case(agents(200), guide_id="guide"), case(agents(404), guide_id="=99")
)
rule("GET /desk/guides/new", case(moderators(200)))
rule("POST /desk/guides/new", case(moderators(422)), case(_MODERATORS, {"title": "New", "do": "save"}))
rule("GET /desk/guides/<int:guide_id>/edit", case(moderators(200), guide_id="guide"))
rule("POST /desk/guides/<int:guide_id>/edit", case(moderators(422), guide_id="guide"))
rule("POST /desk/guides/<int:guide_id>/retirement", case(_MODERATORS, guide_id="guide"))
rule(
    "POST /desk/cases/<int:case_id>/walks",
    case(_AGENTS, {"guide": "1"}, case_id="case"),
    case(agents(404), {"guide": "99"}, case_id="case"),
)
rule(
    "POST /desk/walks/<int:walk_id>",
    case(_AGENTS, {"do": "finish"}, walk_id="walk"),
    case(agents(422), {"do": "stop"}, walk_id="walk"),
    case(agents(404), {"do": "back"}, walk_id="=99"),
)
rule("GET /desk/mail", case(agents(200)))
rule("GET /desk/mail/<int:mail_id>", case(agents(200), mail_id="mail"), case(agents(404), mail_id="=99"))
rule("POST /desk/mail/<int:mail_id>/reply", case(_NOBODY, mail_id="mail"))
rule("POST /desk/mail/<int:mail_id>/question", case(agents(422), mail_id="mail"))
rule("POST /desk/mail/discarding", case(agents(422)), case(agents(404), {"mail": "99"}))
rule("GET /desk/mail/outgoing", case(agents(200)))
rule("POST /desk/mail/outgoing/<int:job_id>/again", case(moderators(404), job_id="=99"))
rule("GET /desk/satisfaction", case(agents(200)))
rule("POST /desk/cases/<int:case_id>/resolution", case(_AGENTS, case_id="case"))
rule("POST /desk/cases/<int:case_id>/assignment", case(agents(422), {"to": "none"}, case_id="case"))
rule("POST /desk/cases/<int:case_id>/arrangement", case(_AGENTS, {"priority": "high"}, case_id="case"))
rule(
    "POST /desk/cases/<int:case_id>/state",
    case(_AGENTS, {"state": "closed", "because": "Sent twice."}, case_id="case"),
    case(agents(422), {"state": "closed"}, case_id="case"),
)
rule("POST /desk/cases/<int:case_id>/merger", case(agents(422), case_id="case"))
rule("POST /desk/cases/<int:case_id>/separation", case(_NOBODY, case_id="case"))
rule(
    "GET /desk/cases/<int:case_id>/writing",
    case(agents(200), case_id="case"),
    case(agents(404), case_id="=99"),
)
rule("GET /desk/counts", case(agents(200)))
rule("GET /desk/keys", case(agents(200)))
rule("POST /desk/keys", case(_AGENTS, {"off": "1"}))
rule("POST /desk/duty", case(_AGENTS, {"away": "1"}))
rule(
    "POST /desk/many",
    case(agents(422), {"do": "assign"}),
    case(_AGENTS, {"do": "tag", "tags": "x", "case": "1"}),
)
rule("POST /desk/filters", case(_AGENTS, {"name": "Mine", "holder": "me"}), case(agents(422), {"name": ""}))
rule("POST /desk/filters/<int:filter_id>/removal", case(agents(404), filter_id="=99"))
rule("GET /desk/rules", case(agents(200)))
rule(
    "POST /desk/rules",
    case(moderators(303), {"name": "Danger", "when": "opened", "do_tag": "safety"}),
    case(moderators(422), {"name": ""}),
)
rule("GET /desk/rules/<int:rule_id>", case(moderators(404), rule_id="=99"))
rule("POST /desk/rules/<int:rule_id>", case(moderators(404), rule_id="=99"))
rule("POST /desk/rules/<int:rule_id>/order", case(moderators(404), {"do": "up"}, rule_id="=99"))
rule("GET /moderation", case(agents(200)))
rule("GET /moderation/log", case(agents(200)))
rule("GET /moderation/synonyms", case(agents(200)))
rule("POST /moderation/synonyms", case(moderators(422), {"group": "one"}))
_GROUP = "/moderation/synonyms/<int:number>"
rule(f"GET {_GROUP}", case(agents(404), number="=99"))
rule(f"POST {_GROUP}", case(moderators(404), {"group": "one, two"}, number="=99"))
rule(f"POST {_GROUP}/removal", case(moderators(404), number="=99"))
rule("GET /moderation/gaps", case(agents(200)))
rule("GET /moderation/gaps/promoted", case(agents(200)))
_GAP = "/moderation/gaps/<int:number>"
rule(f"GET {_GAP}", case(agents(404), number="=99"))
for _part in ("assignment", "closure", "phrasing", "promotion", "reopening"):
    rule(f"POST {_GAP}/{_part}", case(moderators(404), {"how": "article"}, number="=99"))
rule("POST /moderation/gaps/promoted/<int:number>/removal", case(moderators(404), number="=99"))
for _part in ("candidates", "drafts", "posts", "reviews"):
    rule(f"GET /moderation/{_part}", case(moderators(200)))
for _part in ("searches", "weights", "why"):
    rule(f"GET /moderation/{_part}", case(agents(200)))
rule("GET /moderation/weights/trials/<int:number>", case(agents(404), number="=99"))
rule("POST /moderation/weights/trials", case(moderators(422), {"hits": "7"}))
rule("POST /moderation/weights", case(admins(404), {"trial": "99", "because": "Why."}))
rule("POST /moderation/weights/undo", case(admins(404), {"change": "99"}))
rule("POST /moderation/searches", case(moderators(422), {"words": "one"}))
_SEARCH = "/moderation/searches/<int:number>"
rule(f"GET {_SEARCH}", case(agents(404), number="=99"))
for _part in ("", "/confirmation", "/removal"):
    rule(f"POST {_SEARCH}{_part}", case(moderators(404), {"words": "one"}, number="=99"))
_POST = "/moderation/posts/<any(question, answer):kind>/<int:number>"
_POSTS = [("=question", n) for n in ("question", "hidden", "deleted")]
_POSTS += [("=answer", n) for n in ("answer", "hidden answer", "deleted answer", "answer of hidden")]
rule(f"GET {_POST}", *(case(moderators(200), kind=k, number=n) for k, n in _POSTS))
rule(
    f"POST {_POST}",
    *(case(_MODERATORS, {"deed": "deletion", "because": "Why."}, kind=k, number=n) for k, n in _POSTS),
)

# -- one's own -----------------------------------------------------------------------------------------------

for _path in ("account", "cases", "data", "data/erasure", "notices", "questions"):
    rule(f"GET /my/{_path}", case(signed_in(200)))
rule("POST /my/searches", case(signed_in(303), {"agreed": "1"}))
rule("POST /my/account", case(signed_in(303), {"name": "Another", "language": ""}))
rule("POST /my/account/password", case(signed_in(422)))
rule("POST /my/account/password/link", case(signed_in(303)))
rule("POST /my/account/sessions/end-others", case(signed_in(303)))
_OWN = "303 303 404 404 404 404 303 303"
rule("POST /my/account/sessions/<int:session_id>/end", case(_OWN, session_id="session"))
rule("POST /my/account/sessions/<int:session_id>/name", case(_OWN, session_id="session"))
rule("POST /my/account/tokens/<int:token_id>/end", case(_OWN, token_id="token"))
rule("POST /my/account/tokens", case(signed_in(200), {"token_name": "Shop", "scopes": "read"}))
_MINE_OPEN = (
    "303 404 404 403 403 403 303 303"  # staff see the case; a mark is for its customer, when it is over
)
rule("GET /my/cases/<int:case_id>/mark", case(_MINE_OPEN, case_id="case"))
rule("POST /my/cases/<int:case_id>/mark", case(_MINE_OPEN, {"mark": "5"}, case_id="case"))
rule(
    "POST /my/cases/<int:case_id>/verdict",
    case("303 404 404 403 403 403 303 303", {"solved": "yes"}, case_id="case"),
)
rule("POST /my/data/export", case(signed_in(200)))
rule(
    "POST /my/data/export/<int:number>",
    case("303 200 404 404 404 404 303 303 404", number="data export"),
)
rule("GET /my/data/stay/<secret>", case(public(), secret="!stay"), case(public(404), secret="=guess"))
rule("POST /my/data/stay/<secret>", case(public(303), secret="!stay"), case(public(404), secret="=guess"))
rule("POST /my/data/erasure", case("303 422 422 403 403 403 303 303 403", {"email": "guess@example.com"}))
rule(
    "POST /my/data/choices/<name>",
    case(signed_in(303), {"given": "1"}, name="=trail"),
    case("303 303 303 404 404 404 303 303 404", {"given": "1"}, name="=searches"),  # of staff none are kept
    case("303 404 404 404 404 404 303 303 404", {"given": "1"}, name="=nothing"),
)
rule("GET /my/data/ledger", case(signed_in(200)))
rule("GET /my/data/counted", case(public()))
rule(
    "POST /my/data/counted/forgetting",
    case(public(303), {"what": "trail", "all": "1"}),
    case("303 303 303 404 404 404 303 303 404", {"what": "searches", "all": "1"}),
    case(public(404), {"what": "votes", "all": "1"}),  # changed where they were given
)
rule("POST /my/notices/reading", case(signed_in(303)))
rule("GET /my/trail", case(public()))
rule("POST /my/trail", case(public(303), {"agreed": "1"}), case(public(303), {"agreed": "0"}))
rule("POST /my/trail/strikes", case(public(303), {"line": "1"}))
rule("POST /drafts/<place>", case(signed_in(200), {"body": "Words."}, place="=ask"))
rule("POST /preview", case(signed_in(200), {"body": "Words."}))

# -- admins --------------------------------------------------------------------------------------------------

rule("GET /badges", case(public()))
rule("GET /badges/<name>", case(public(), name="=solver"), case(public(404), name="=writer"))
for _path in ("/my/standing", "/my/profile"):
    rule(f"GET {_path}", case(signed_in(200)))
rule("POST /my/profile", case(signed_in(303), {"about": "I repair them.", "title": ""}))
rule("POST /my/profile/picture", case(signed_in(422)))
rule("POST /my/profile/picture/removal", case(signed_in(303)))
rule(
    "GET /admin/people/<int:person_id>/trust",
    case(admins(200), person_id="dan"),
    case(admins(404), person_id="=99"),
)
rule(
    "POST /admin/people/<int:person_id>/trust",
    case(admins(303), {"level": "2", "because": "known from elsewhere"}, person_id="dan"),
    case(admins(422), {"level": "9", "because": "known from elsewhere"}, person_id="dan"),
)
rule("GET /admin/people", case(admins(200)))
rule(
    "GET /admin/people/<int:person_id>",
    case(admins(200), person_id="carla"),
    case(admins(404), person_id="=99"),
)
rule(
    "POST /admin/people/<int:person_id>/role",
    case(admins(303), {"role": "agent", "because": "Hired."}, person_id="carla"),
    case(admins(403), {"role": "customer", "because": "Myself."}, person_id="root"),
)
rule(
    "POST /admin/people/<int:person_id>/suspension",
    case(admins(303), {"because": "Spam."}, person_id="carla"),
)
rule(
    "POST /admin/people/<int:person_id>/suspension/end",
    case(admins(303), {"because": "Sorry."}, person_id="suspended"),
)

# -- the API: nobody, cookie, then "read write" of carla, bob, ana, mo; root and suspended write --------------

READ = "{0} {0} {0} 403 {0} 403 {0} 403 {0} 403 403 401"


def write(carla: int, bob: int, ana: int, mo: int) -> str:
    return f"401 401 403 {carla} 403 {bob} 403 {ana} 403 {mo} {mo} 401"


for _path in ("articles", "questions", "topics", "openapi.json"):
    rule(f"GET /api/v1/{_path}", case(READ.format(200)))
rule("GET /api/v1/search", case(READ.format(422)), case(READ.format(200), q_="=flumox"))
rule(
    "GET /api/v1/articles/<int:number>",
    case(READ.format(200), number="article"),
    *(
        case("404 404 404 403 404 403 200 403 200 403 403 401", number=n)
        for n in ("draft article", "archived")
    ),
)
rule(
    "GET /api/v1/questions/<int:number>",
    case(READ.format(200), number="question"),
    case("404 404 200 403 404 403 404 403 200 403 403 401", number="hidden"),
    case("404 404 404 403 404 403 404 403 200 403 403 401", number="deleted"),
)
rule("GET /api/v1/cases", case("401 401 200 403 200 403 200 403 200 403 403 401"))
rule(
    "POST /api/v1/cases",
    case(write(201, 403, 201, 201), {"question": "question:1"}),
    case(write(403, 404, 404, 403), {"question": "question:3"}),
    case(write(404, 404, 404, 403), {"question": "question:4"}),
    case(write(403, 403, 200, 200), {"question": "question:6"}),
)
_FLAG: dict[str, object] = {"reason": "outdated", "note": "Old."}
rule(
    "POST /api/v1/flags",
    case(write(403, 403, 201, 201), {"target": "answer:1", **_FLAG}),
    case(write(403, 403, 404, 404), {"target": "article:2", **_FLAG}),
    case(write(403, 403, 404, 404), {"target": "answer:3", **_FLAG}),
)
rule(
    "POST /api/v1/questions",
    case(write(*[201] * 4), {"title": "New one here", "body": "Words.", "topic": "orders"}),
)
rule(
    "POST /api/v1/questions/<int:number>/answers",
    case(write(*[201] * 4), {"body": "Words."}, number="question"),
    case(write(403, 404, 404, 403), {"body": "Words."}, number="hidden"),
    case(write(404, 404, 404, 403), {"body": "Words."}, number="deleted"),
)
rule(
    "POST /api/v1/questions/<int:number>/solution",
    case(write(200, 403, 200, 200), {"answer": 1}, number="question"),
    case(write(422, 403, 422, 422), {"answer": 3}, number="question"),
    case(write(403, 404, 404, 403), {"answer": 6}, number="hidden"),
    case(write(404, 404, 404, 403), {"answer": 6}, number="deleted"),
)
rule(
    "DELETE /api/v1/questions/<int:number>/solution",
    case(write(204, 403, 204, 204), number="question"),
    case(write(403, 404, 404, 403), number="hidden"),
    case(write(404, 404, 404, 403), number="deleted"),
)

# -- in private ----------------------------------------------------------------------------------------------

rule(
    "GET /questions/<int:question_id>/private",
    case("303 200 404 200 200 200 303 303", question_id="question"),
    case("303 404 404 200 200 200 303 303", question_id="dans"),
    case("303 200 404 404 200 200 303 303", question_id="hidden"),
    case("303 404 404 404 200 200 303 303", question_id="deleted"),
)
rule(
    "POST /questions/<int:question_id>/private",
    case("303 303 404 303 303 303 303 303", {"private": "Words."}, question_id="question"),
    case("303 404 404 303 303 303 303 303", {"private": "Words."}, question_id="dans"),
    case("303 404 404 422 422 422 303 303", {"private": " "}, question_id="dans"),
    case("303 404 404 404 403 403 303 303", {"private": "Words."}, question_id="deleted"),
)
for _verb in ("GET", "POST"):
    rule(
        f"{_verb} /questions/<int:question_id>/private/summary",
        case(
            agents(200 if _verb == "GET" else 303),
            {"body": "Words.", "intent": "publish"},
            question_id="dans",
        ),
        case("303 403 403 404 403 403 303 303", question_id="hidden"),
        case("303 403 403 404 403 403 303 303", question_id="deleted"),
    )
rule(
    "GET /attachments/<int:number>/<name>",
    case("404 404 404 200 200 200 404 404", number="attachment", name="=any.txt"),
    case("404 404 200 404 200 200 404 404", number="file of hidden answer", name="=any.txt"),
    case(public(404), number="waiting file", name="=any.txt"),
    case(public(404), number="=999", name="=any.txt"),
)

# -- calls, incidents, other systems ---------------------------------------------------------------------------

_CONTEXT = "GET /desk/cases/<int:case_id>/context"
rule(_CONTEXT, case(agents(200), case_id="case"), case(agents(404), case_id="=99"))
rule("GET /desk/calls", case(agents(200)))
_TIMES: dict[str, object] = {"start": "09:00", "end": "10:00", "minutes": "20", "zone": "UTC"}
rule("POST /desk/calls", case(agents(422)), case(_AGENTS, {**_TIMES, "day": _TOMORROW[:10]}))
rule(
    "POST /desk/calls/slots/<int:slot_id>/withdrawal",
    case(_AGENTS, slot_id="slot"),
    case(agents(409), slot_id="booked slot"),
    case(agents(404), slot_id="=99"),
)
rule(
    "POST /desk/calls/<int:call_id>/cancellation",
    case(_AGENTS, call_id="call"),
    case(agents(404), call_id="=99"),
)
rule("POST /desk/calls/<int:call_id>/outcome", case(_NOBODY, {"outcome": "reached"}, call_id="call"))
_CALL = "/my/cases/<int:case_id>/call"
for _rule in (f"GET {_CALL}", f"POST {_CALL}", f"POST {_CALL}/cancellation"):
    rule(_rule, case(_MINE_OPEN, case_id="case"), case("303 404 404 404 404 404 303 303", case_id="=99"))
_STAFF_SEE = "404 404 404 {0} {0} {0} 404 404"
rule("GET /incidents", case(public()))
rule(
    "GET /incidents/<int:number>",
    case(public(301), number="incident"),
    case(_STAFF_SEE.format(301), number="withdrawn incident"),
)
rule(
    "GET /incidents/<int:number>-<slug>",
    case(public(), number="incident", slug="=announced-outage-of-flumox"),
    case(public(301), number="incident", slug="=guess"),
    case(_STAFF_SEE.format(301), number="withdrawn incident", slug="=guess"),
)
_INCIDENT = "POST /incidents/<int:number>/"
rule(
    f"{_INCIDENT}affected",
    case("422 303 303 303 303 303 422 422", number="incident"),
    case(_STAFF_SEE.format(403), number="withdrawn incident"),
)
rule(f"{_INCIDENT}affected/end", case(signed_in(303), number="incident"))
rule(f"{_INCIDENT}verdict", case(signed_in(403), {"helped": "1"}, number="incident"))
rule("GET /desk/incidents/new", case(agents(200)))
rule("POST /desk/incidents/new", case(agents(422)), case(_AGENTS, {"title_en": "Something is wrong"}))
rule(
    "POST /desk/incidents/gathering",
    case(agents(404)),
    case(_AGENTS, {"incident": "1", "question": "2", "case": "1"}),
)
_WORK = "/desk/incidents/<int:number>"
rule(f"GET {_WORK}", case(agents(200), number="incident"), case(agents(404), number="=99"))
rule(
    f"POST {_WORK}",
    case(agents(422), number="incident"),
    case(_AGENTS, {"title_en": "Something is wrong"}, number="incident"),
)
rule(
    f"POST {_WORK}/updates",
    case(agents(422), {"state": "?"}, number="incident"),
    case(_AGENTS, {"state": "fixed", "news_en": "Done."}, number="incident"),
)
rule(f"POST {_WORK}/questions", case(_AGENTS, {"question": "2"}, number="incident"))
rule(
    f"POST {_WORK}/questions/<int:question_id>/release",
    case(_AGENTS, number="incident", question_id="question"),
)
rule(
    f"POST {_WORK}/replies",
    case(agents(422), number="incident"),
    case(_AGENTS, {"answer": "Words."}, number="incident"),
)
rule(f"POST {_WORK}/closure", case(agents(409), number="incident"))
rule(f"POST {_WORK}/withdrawal", case(_AGENTS, number="incident"))

# -- belonging -----------------------------------------------------------------------------------------------

for _path in ("/team", "/thanks", "/weekly"):
    rule(f"GET {_path}", case(public()))
rule("POST /team/me", case(agents(303), {"shown": "1"}))
rule(
    "GET /weekly/<int:year>-<int:number>",
    case(public(), year="=2026", number="=2"),
    case(public(404), year="=2026", number="=3"),
)
rule(
    "GET /thanks/<int:year>-<int:number>",
    case(public(), year="=2026", number="=2"),
    case(public(404), year="=2026", number="=13"),
)
_BOBS = "303 404 {} 404 404 404 303 303"  # an invitation is of whoever was invited
rule("GET /my/invitations", case(signed_in(200)))
rule(
    "GET /my/invitations/<int:invitation_id>",
    case(_BOBS.format(200), invitation_id="invitation"),
    case(signed_in(404), invitation_id="=99"),
)
rule(
    "POST /my/invitations/<int:invitation_id>/refusal",
    case(_BOBS.format(422), {"reason": "none"}, invitation_id="invitation"),
    case(_BOBS.format(303), {"reason": "time"}, invitation_id="invitation"),
)
rule(
    "POST /my/invitations/choice",
    case("303 303 303 403 403 403 303 303", {"per_week": "1"}),
    case("303 422 422 403 403 403 303 303", {"per_week": "9"}),
)
rule("GET /moderation/spam", case(moderators(200)))
rule("POST /moderation/spam/<int:judgement_id>", case(moderators(404), {"spam": "1"}, judgement_id="=999"))
rule("GET /moderation/rings", case(moderators(200)))
_RING = {"decision": "kept", "because": "Brothers."}
rule("POST /moderation/rings/<int:number>", case(moderators(404), _RING, number="=999"))
rule("POST /moderation/rings/<int:number>/undo", case(moderators(404), number="=999"))

# -- reports, measures, appeals ------------------------------------------------------------------------------

rule("GET /my/reports", case(signed_in(200)))
rule("GET /my/decisions", case(signed_in(200)))
_NOT_BOBS = "303 200 403 200 200 200 303 303"  # nobody reports an own post
rule(
    "GET /reports/new",
    case(_NOT_BOBS, target_="=answer:1"),
    case("303 403 200 200 200 200 303 303", target_="=answer:2"),  # it is hers
    case(signed_in(404), target_="=article:1"),
)
rule(
    "POST /reports",
    case("303 303 403 303 303 303 303 303", {"target": "answer:1", "reason": "spam"}),
    case("303 422 403 422 422 422 303 303", {"target": "answer:1", "reason": "boring"}),
    case(signed_in(404), {"target": "question:999", "reason": "spam"}),
)
rule("GET /moderation/review", case(moderators(200)))
rule(
    "GET /moderation/review/<int:number>",
    case(moderators(200), number="review item"),
    case(moderators(404), number="=999"),
)
rule("POST /moderation/review/<int:number>/claim", case(moderators(303), number="review item"))
rule(
    "POST /moderation/review/<int:number>",
    case(moderators(303), {"way": "keep"}, number="review item"),
    case(moderators(422), {"way": "hide"}, number="review item"),
)
rule(
    "GET /moderation/people/<int:person_id>",
    case(moderators(200), person_id="bob"),
    case(moderators(404), person_id="=999"),
)
_WARN = {"sanction": "warning", "because": "Please."}
rule(
    "POST /moderation/people/<int:person_id>/measures",
    case(moderators(303), _WARN, person_id="carla"),
    case("303 403 403 403 403 303 303 303", _WARN, person_id="ana"),
    case("303 403 403 403 403 303 303 303", _WARN, person_id="mo"),
    case("303 403 403 403 403 403 303 303", _WARN, person_id="root"),
    case(
        moderators(422) + "/403",
        {"sanction": "silence", "days": "0", "because": "Please."},
        person_id="carla",
    ),
)
rule(
    "POST /moderation/people/<int:person_id>/topics",
    case(admins(303), {"topic": "1"}, person_id="mo"),
    case(admins(422), {"topic": "1"}, person_id="bob"),
)
rule(
    "GET /moderation/people/<int:person_id>/clean-up",
    case(moderators(200), person_id="bob"),
    case("303 403 403 403 403 200 303 303", person_id="ana"),
)
rule(
    "POST /moderation/people/<int:person_id>/clean-up",
    case(moderators(303), {"posts": "answer:1", "deed": "hiding", "because": "Spam."}, person_id="bob"),
    case(moderators(422), {"deed": "hiding", "because": "Spam."}, person_id="bob"),
)
rule("POST /moderation/clean-ups/<int:number>/undo", case(moderators(409), number="clean-up"))
rule(
    "POST /moderation/measures/<int:number>/undo",
    case(moderators(303), {"because": "A mistake."}, number="measure"),
    case(moderators(422), number="measure"),
)
rule("GET /moderation/appeals", case(moderators(200)))
rule(
    "POST /moderation/appeals/<int:number>",
    case("303 403 403 403 403 303 303 303", {"do": "decline", "because": "It stands."}, number="appeal"),
)
rule(
    "GET /appeals/<secret>",
    case(public(), secret="!appeal"),
    case(public(404), secret="=forged"),
)
rule(
    "POST /appeals/<secret>",
    case(public(303), {"text": "Look again, please."}, secret="!appeal of none"),
    case(public(409), {"text": "Look again, please."}, secret="!appeal"),
    case(public(404), {"text": "Look again, please."}, secret="=forged"),
)
rule(
    "POST /moderation/log/export", case(admins(200), {"format": "csv"}), case(admins(422), {"format": "xls"})
)
rule(
    "GET /moderation/questions/<int:number>",
    case(moderators(200), number="question"),
    case(moderators(404), number="=999"),
)
rule(
    "POST /moderation/questions/<int:number>/topic",
    case(moderators(422), {"topic": "999"}, number="question"),
)
rule(
    "POST /moderation/questions/<int:number>/merging", case(moderators(422), {"into": "?"}, number="question")
)
rule("POST /moderation/questions/<int:number>/unmerging", case(moderators(404), number="question"))
rule("POST /moderation/questions/<int:number>/splitting", case(moderators(422), number="question"))
rule("POST /moderation/questions/<int:number>/unsplitting", case(moderators(404), number="question"))
rule(
    "POST /moderation/posts/<any(question, answer):kind>/<int:number>/owner",
    case(
        moderators(303),
        {"person": "zormaildan@example.com", "because": "His."},
        kind="=question",
        number="question",
    ),
    case(moderators(422), {"person": "nobody@example.com", "because": "?"}, kind="=answer", number="answer"),
)

# -- groups: mo runs "riders", bob is in it, dan asks to come in ----------------------------------------------

_GROUP = "/groups/<slug>"
rule("GET /groups", case(public()))
rule("GET /groups/new", case(moderators(200)))
rule(
    "POST /groups/new",
    case(moderators(422), {"name": "ab"}),
    case(
        moderators(303),
        {"name": "More riders", "description": "Too.", "kind": "users", "openness": "public", "lang": "en"},
    ),
)
rule(f"GET {_GROUP}", case(public(), slug="=riders"), case(public(404), slug="=nowhere"))
rule(
    f"POST {_GROUP}/membership",
    case("303 303 303 303 303 303 303 303", {"do": "ask"}, slug="=riders"),
    case("303 403 303 403 422 403 303 303/403", {"do": "leave"}, slug="=riders"),
    case(signed_in(404), {"do": "none"}, slug="=riders"),
)
rule(f"GET {_GROUP}/members", case("404 404 200 404 200 200 404 404", slug="=riders"))
rule(
    f"POST {_GROUP}/members/<int:person_id>",
    case("303 404 403 404 303 303 303 303", {"do": "let in"}, slug="=riders", person_id="dan"),
    case("303 404 403 404 303 303 303 303", {"do": "refuse"}, slug="=riders", person_id="dan"),
    case("303 404 403 404 303 303 303 303", {"do": "owner"}, slug="=riders", person_id="bob"),
    case("303 404 403 404 422 422 303 303", {"do": "remove"}, slug="=riders", person_id="bob"),
    case("303 404 403 404 404 404 303 303", {"do": "owner"}, slug="=riders", person_id="carla"),
)
rule(
    f"POST {_GROUP}/invitations",
    case("303 403 403 403 200 200 303 303", {"do": "link", "days": "7"}, slug="=riders"),
    case(
        "303 403 403 403 303 303 303 303",
        {"do": "mail", "days": "7", "email": "new@example.net"},
        slug="=riders",
    ),
    case("303 403 403 403 404 404 303 303", {"do": "take back", "invitation": "99"}, slug="=riders"),
)
rule(f"GET {_GROUP}/settings", case("303 403 403 403 200 200 303 303", slug="=riders"))
rule(
    f"POST {_GROUP}/settings",
    case("303 403 403 403 422 422 303 303", {"do": "save"}, slug="=riders"),
    case("303 403 403 403 303 303 303 303", {"do": "end", "because": "Over."}, slug="=riders"),
)
rule(f"POST {_GROUP}/spaces", case("303 403 403 403 303 303 303 303", {"space": "One more"}, slug="=riders"))
rule("GET /groups/join/<secret>", case(public(), secret="!group link"), case(public(404), secret="=none"))
rule(
    "POST /groups/join/<secret>",
    case(signed_in(303), secret="!group link"),
    case(signed_in(404), secret="=none"),
)

# -- a moderator of another topic: reads as moderators do, acts on posts of her own alone ---------------------

for _verb in ("GET", "POST"):
    elsewhere(
        403, *(f"{_verb} /{_kind}s/<int:{_kind}_id>/edit" for _kind in ("comment", "answer", "question"))
    )
    elsewhere(403, f"{_verb} /moderation/people/<int:person_id>/clean-up")
elsewhere(403, *(f"POST /{_kind}s/<int:{_kind}_id>/deletion" for _kind in ("comment", "answer", "question")))
elsewhere(
    403, *(f"POST /{_kind}s/<int:{_kind}_id>/history/<int:revision>" for _kind in ("answer", "question"))
)
elsewhere(403, "POST /answers/<int:answer_id>/wiki/end", f"POST {_POST}", f"POST {_POST}/owner")
elsewhere(403, "POST /moderation/rings/<int:number>", "POST /moderation/rings/<int:number>/undo")
elsewhere(403, "POST /moderation/clean-ups/<int:number>/undo")
elsewhere(
    403,
    *(
        f"POST /moderation/questions/<int:number>/{_deed}"
        for _deed in ("unmerging", "splitting", "unsplitting")
    ),
)
elsewhere(404, "GET /moderation/review/<int:number>", "POST /moderation/review/<int:number>")
elsewhere(404, "POST /moderation/review/<int:number>/claim")

# Articles and flags of other topics: as an agent. What holds for the whole site: not at all.
elsewhere(
    403,
    *(f"POST /articles/<int:article_id>/{_deed}" for _deed in ("archive", "merge", "pin", "return", "unpin")),
    *(
        f"{_REVISION}{_deed}"
        for _deed in ("approval", "publication", "rejection", "schedule", "schedule/end")
    ),
    *("GET /articles/<int:article_id>/merge", f"{_REVISION}discard"),
    *("GET /faq/<topic>/sections", "POST /faq/<topic>/sections", "POST /faq/sections/<int:section_id>"),
    "POST /flags/<int:flag_id>/rejection",
)
elsewhere(403, "GET /moderation/tags/<int:tag_id>", "POST /moderation/tags/<int:tag_id>")
elsewhere(403, "POST /moderation/synonyms", "POST /moderation/searches")
elsewhere(403, "POST /moderation/gaps/promoted/<int:number>/removal")
