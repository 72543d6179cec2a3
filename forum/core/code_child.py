"""The process that gives code its colours; spoken to as `child.py` says. A request is JSON: [[lexer, code], ...]; the
answer, too: [HTML, ...]. Started by file path, so that it imports nothing of ours and is ready quickly.
"""

import json
import signal
import sys


def main() -> None:
    # A terminal's Ctrl-C is for the program that started us; we end when it closes our stdin.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from pygments import highlight
    from pygments.formatters.html import HtmlFormatter
    from pygments.lexers import get_lexer_by_name

    formatter = HtmlFormatter(nowrap=True, classprefix="hl-")
    stdin, stdout = sys.stdin.buffer, sys.stdout.buffer
    while header := stdin.read(16):
        wanted = json.loads(stdin.read(int(header[:8])))
        # The lexers' modules first: what it takes to read them is no fault of the text.
        lexers = [get_lexer_by_name(name, stripnl=False, ensurenl=False) for name, _code in wanted]
        signal.setitimer(signal.ITIMER_PROF, int(header[8:]) / 1000)  # nobody handles its signal: it ends us
        done = [
            highlight(code, lexer, formatter) for lexer, (_name, code) in zip(lexers, wanted, strict=True)
        ]
        signal.setitimer(signal.ITIMER_PROF, 0)
        answer = json.dumps(done).encode()
        stdout.write(b"%08d" % len(answer) + answer)
        stdout.flush()


if __name__ == "__main__":
    main()
