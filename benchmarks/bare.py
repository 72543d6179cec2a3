"""The yardstick: a bare Flask page with a template of 20 rows, on the same server in the same run."""

from __future__ import annotations

from flask import Flask, render_template
from jinja2 import DictLoader

app = Flask(__name__)

TEMPLATE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Rows</title></head><body><h1>Rows</h1>
<ol>{% for row in rows %}
<li><a href="/rows/{{ row.number }}">{{ row.title }}</a> <span>{{ row.author }}</span> <em>{{ row.answers }} answers</em></li>
{% endfor %}</ol></body></html>"""

# By name, so that it is compiled once: `render_template_string` would compile it for each answer, and a slow
# yardstick would flatter every page that is measured with it.
app.jinja_loader = DictLoader({"rows.html": TEMPLATE})

ROWS = [
    {"number": n, "title": f"Row {n} & its title <of some words>", "author": f"author {n}", "answers": n % 7}
    for n in range(20)
]


@app.get("/")
def rows() -> str:
    """Twenty rows."""
    return render_template("rows.html", rows=ROWS)
