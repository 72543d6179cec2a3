"""The process that runs Python-Markdown: requests on stdin, answers on stdout, length (8 digits) before each.

A request says after its length how many milliseconds of the processor it may take (8 digits); one that takes more ends
the process. Started by file path, so that it imports nothing of ours and is ready quickly.
"""

import signal
import sys


def main() -> None:
    # A terminal's Ctrl-C is for the program that started us; we end when it closes our stdin.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    import markdown

    extensions = [
        "tables",
        "fenced_code",
        "footnotes",
        "def_list",
        "admonition",
        "attr_list",
        "toc",
        "sane_lists",
    ]
    stdin, stdout = sys.stdin.buffer, sys.stdout.buffer
    while header := stdin.read(16):
        text = stdin.read(int(header[:8])).decode("utf-8")
        signal.setitimer(signal.ITIMER_PROF, int(header[8:]) / 1000)  # nobody handles its signal: it ends us
        html = markdown.markdown(text, extensions=extensions, output_format="html").encode("utf-8")
        signal.setitimer(signal.ITIMER_PROF, 0)
        stdout.write(b"%08d" % len(html) + html)
        stdout.flush()


if __name__ == "__main__":
    main()
