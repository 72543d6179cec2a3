"""What breaks pages: long, wide, deep, many, and written from right to left. One scene for looking and for tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from forum import Askwell
from forum.accounts.models import Person
from forum.core import audit, clock, markdown
from forum.core.db import db
from forum.knowledge.models import Article
from forum.notifications.models import Notice
from forum.support import actions as support
from forum.threads import actions as threads
from forum.threads.models import Answer, Question
from forum.topics.models import Topic
from tests.factories import Cast, article, question, site

ANSWERS, EVENTS, NOTICES, TOPICS = 300, 200, 500, 40
LONG = "Donaudampfschiffahrtsgesellschaft" * 7  # a word of 231 letters
TITLE = ("Why does " + LONG)[:200]  # at the limit of a title
NAMES = {
    "long": "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewis",  # 60 letters, no place to break
    "cjk": "欧阳慕容司马诸葛上官夏侯东方皇甫尉迟公孙轩辕令狐长孙宇文司徒鲜于闻人公冶",
    "rtl": "عبد الرحمن بن محمد الخوارزمي (من بغداد)",
}
ARABIC = "لماذا رُفضت بطاقتي في الخارج؟ دفعت مرتين (2 × 45 €) ولم يصل شيء!"
HEBREW = "הכרטיס שלי נדחה בחו״ל, למה? (ניסיתי פעמיים)"
TAGS = tuple(f"{'x' * 28}{n:02}" for n in range(5))  # as many and as long as may be
BODY = f"""{LONG}

> {ARABIC}
>
> - {HEBREW}

{HEBREW}

{"> " * 12}twelve quotes deep

https://example.com/{"a-very-long-address/" * 12}

`{"code" * 60}`

```python
{"x = " + " + ".join(f"number_{n}" for n in range(60))}
```

| {" | ".join(f"column {n}" for n in range(14))} |
|{"---|" * 14}
| {" | ".join(["words that want room", ARABIC, LONG] + ["1"] * 11)} |

1. one
   - two
     - three
       - four
         - five {LONG}
"""


@dataclass(frozen=True)
class Hard:
    """Where it stands."""

    question: str
    case: str
    article: str
    rtl: str
    profiles: tuple[str, ...]
    solution: int
    newest: int
    on_page_two: int


def fill(app: Askwell, cast: Cast) -> Hard:
    """Fill a site; some seconds of work. `cast` has carla (500 notices), ana (who holds the case) and mo."""
    carla, ana = cast.carla, cast.ana
    people = [_named(app, cast, key, name) for key, name in NAMES.items()]
    _many_topics(app)
    asked = question(app, people[0], TITLE, BODY, tags=TAGS, topic_slug="orders")
    rtl = question(
        app, people[2], ARABIC, f"{ARABIC}\n\n> {HEBREW}\n\n- {ARABIC}\n- {HEBREW}", topic_slug="topic-3"
    )
    written = article(app, cast, TITLE, BODY, summary=f"{LONG} {ARABIC}")
    with site(app):
        found = db.session.get_one(Question, asked)
        by = [db.session.get_one(Person, p.id) for p in people]
        solution = threads.answer(found, by[1], BODY)
        threads.accept_solution(found, solution, by=by[0])
        _many_answers(found, [p.id for p in people])
        case = support.escalate(found, because="asked", by=by[0], note=LONG[:500])
        support.claim(case, by=db.session.get_one(Person, ana.id))
        for number in range(EVENTS):
            audit.record(
                by[number % 3], "tagged", f"case:{case.id}", because=LONG if number == 9 else f"{number}"
            )
        _many_notices(carla.id, found.path)
        db.session.flush()
        ids = [row.id for row in db.session.query(Answer).filter_by(question_id=asked).order_by(Answer.id)]
        return Hard(
            found.path,
            f"/desk/cases/{case.id}",
            db.session.get_one(Article, written).path,
            db.session.get_one(Question, rtl).path,
            tuple(f"/people/{p.id}" for p in people),
            solution.id,
            ids[-1],
            ids[25],
        )


def _named(app: Askwell, cast: Cast, key: str, name: str) -> Person:
    person = cast.make(key)
    with site(app):
        db.session.get_one(Person, person.id).name = name
    return person


def _many_topics(app: Askwell) -> None:
    with site(app):
        for number in range(TOPICS):
            db.session.add(
                Topic(
                    slug=f"topic-{number}",
                    name={
                        "en": (f"Topic {number} {LONG}" if number % 5 else f"Topic {number}: {ARABIC}")[:80]
                    },
                    description={"en": LONG[:200] if number % 2 else HEBREW},
                    position=number + 1,
                    created_at=clock.now(),
                )
            )


def _many_answers(found: Question, people: list[int]) -> None:
    """Beside the solution: rows as the actions would leave them, put in at once."""
    texts = (BODY, ARABIC, "It worked after a restart.", f"> {HEBREW}\n\nThat is right.")
    rendered = [markdown.render_post(text) for text in texts]
    first = clock.now() - timedelta(hours=ANSWERS)
    for number in range(ANSWERS - 1):
        db.session.add(
            Answer(
                question_id=found.id,
                author_id=people[number % len(people)],
                created_at=first + timedelta(minutes=number),
                body=texts[number % 4],
                body_html=rendered[number % 4],
                html_version=markdown.VERSION,
            )
        )
    found.answer_count = ANSWERS


def _many_notices(person_id: int, path: str) -> None:
    for number in range(NOTICES):
        title = (TITLE, ARABIC, "Card declined abroad")[number % 3]
        who = list(NAMES.values())[number % len(NAMES)]
        at = clock.now() - timedelta(minutes=number)
        db.session.add(
            Notice(person_id=person_id, kind="answered", values={"who": who, "title": title}, url=path, at=at)
        )
