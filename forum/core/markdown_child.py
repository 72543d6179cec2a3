"""The process that runs Python-Markdown: requests on stdin, answers on stdout, length (8 digits) before each.

Started by file path, so that it imports nothing of ours and is ready quickly; killed when it takes too long.
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
    while header := stdin.read(8):
        text = stdin.read(int(header)).decode("utf-8")
        html = markdown.markdown(text, extensions=extensions, output_format="html").encode("utf-8")
        stdout.write(b"%08d" % len(html) + html)
        stdout.flush()


if __name__ == "__main__":
    main()
