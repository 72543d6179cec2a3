"""The process that decodes what a stranger sent: a file on stdin, a line of JSON and a WebP file on stdout.

Started by file path, imports nothing of ours, and takes its own limits first: a decoder that goes wrong harms only itself.
"""

import io
import json
import resource
import sys
import warnings

MEMORY_BYTES = 1 << 30
CPU_SECONDS = 10
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
QUALITY = 84
LOSSLESS_MAX_COLOURS = 4096  # a drawing or a screenshot: letters stay sharp


def main() -> None:
    pixels_max, side_max, square = (int(each) for each in sys.argv[1:4])
    from PIL import Image, ImageOps

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = pixels_max
    try:
        picture = Image.open(io.BytesIO(sys.stdin.buffer.read()), formats=FORMATS)
        if picture.width * picture.height > pixels_max:
            raise Image.DecompressionBombError
        picture = ImageOps.exif_transpose(picture)  # of an animation: its first picture
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        answer({"error": "pixels"})
        return
    except Exception:  # whatever a decoder finds wrong with it
        answer({"error": "unreadable"})
        return
    clear = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    picture = picture.convert("RGBA" if clear else "RGB")
    if square:
        picture = ImageOps.fit(picture, (square, square), Image.Resampling.LANCZOS)
    picture.thumbnail((side_max, side_max), Image.Resampling.LANCZOS)
    drawn = picture.getcolors(LOSSLESS_MAX_COLOURS) is not None
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=QUALITY, lossless=drawn, method=4)
    answer({"width": picture.width, "height": picture.height}, out.getvalue())


def answer(about: dict[str, object], data: bytes = b"") -> None:
    sys.stdout.buffer.write(json.dumps(about).encode() + b"\n" + data)


if __name__ == "__main__":
    main()
