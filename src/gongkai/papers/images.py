"""Pictures: what they are, and the same picture written anew without anything that is not picture."""

from __future__ import annotations

import io
import warnings
from typing import Any, NamedTuple

from gongkai.papers.errors import Refused
from gongkai.papers.limits import Limits

DAMAGED = "图片已损坏或不完整，无法打开。请重新取得图片，或用看图软件另存后再上传。"
FORMATS = {"png": "PNG", "jpeg": "JPEG", "gif": "GIF", "webp": "WEBP", "bmp": "BMP", "tiff": "TIFF"}
_DAMAGE = (OSError, ValueError, SyntaxError, TypeError, KeyError, EOFError, OverflowError)
_GPS = 0x8825
_ORIENTATION = 0x0112
_EXTRAS = frozenset(
    {"exif", "xmp", "XML:com.adobe.xmp", "comment", "photoshop", "Comment", "mp", "parsed_exif"}
)


class Inside(NamedTuple):
    """What a picture file carries besides the picture."""

    location: bool  # where it was taken
    texts: tuple[tuple[str, str], ...]  # name → text of its notes: author, title, comment, …
    hidden: tuple[str, ...]  # names of everything that will not be in the picture written anew


def open_image(data: bytes, kind: str, limits: Limits) -> Any:
    """Return the picture opened by Pillow, nothing decoded yet. Refused if it is damaged or too large."""
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the bound is ours, below
            image = Image.open(io.BytesIO(data), formats=[FORMATS[kind]])
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, EOFError, TypeError) as fault:
        if isinstance(fault, Image.DecompressionBombError):
            raise Refused("bomb", _too_large(limits)) from fault
        raise Refused("broken", DAMAGED) from fault
    width, height = image.size
    if max(width, height) > limits.image_side or width * height > limits.image_pixels:
        raise Refused("bomb", _too_large(limits))
    return image


def _too_large(limits: Limits) -> str:
    return (
        f"图片的尺寸超过上限（边长{limits.image_side}像素，共{limits.image_pixels // 10_000}万像素）。"
        "请缩小后再上传。"
    )


def check_image(data: bytes, kind: str, limits: Limits) -> None:
    """Raise Refused if a picture cannot be decoded whole, or is too large."""
    for _ in _frames(open_image(data, kind, limits), limits):
        pass


def inside(data: bytes, kind: str, limits: Limits) -> Inside:
    """Return what a picture carries besides the picture."""
    from PIL.ExifTags import TAGS

    image = open_image(data, kind, limits)
    exif = _exif(image)
    try:
        location = bool(exif.get_ifd(_GPS))
    except _DAMAGE:
        location = True  # it tells of a place that cannot be read; it is removed all the same
    notes = {str(TAGS.get(tag, tag)): value for tag, value in exif.items() if tag != _GPS}
    texts = [(name, _text(value)) for name, value in {**notes, **image.info}.items()]
    texts = [(name, text) for name, text in texts if text.strip()]
    hidden = [str(name) for name in image.info if name in _EXTRAS or isinstance(image.info[name], str)]
    xmp = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp") or b""
    location = location or b"GPSLatitude" in (xmp.encode() if isinstance(xmp, str) else bytes(xmp))
    return Inside(location, tuple(texts), tuple(sorted({*hidden, *(["exif"] if len(exif) else [])})))


def _exif(image: Any) -> Any:
    """Return the EXIF of a picture, an empty one where it is damaged beyond reading."""
    from PIL import Image

    try:
        return image.getexif()
    except _DAMAGE:
        return Image.Exif()


def _text(value: object) -> str:
    """Return a note of a picture as text, "" if it is no text."""
    if isinstance(value, bytes):
        for encoding in ("utf-8", "utf-16-le" if value[1::2].count(0) * 4 > len(value) else "gb18030"):
            try:
                return value.decode(encoding).strip("\x00") if len(value) < 100_000 else ""
            except UnicodeDecodeError:
                continue
        return ""
    return value[:100_000] if isinstance(value, str) else ""


def rewritten(data: bytes, kind: str, limits: Limits, upright: bool = True) -> bytes:
    """Return the same picture decoded and encoded anew: no notes, no place, nothing behind the picture.

    A JPEG keeps its tables, so that its looks do not change. `upright` turns it the way its EXIF says,
    which is lost with the EXIF; pictures inside a document are left as they lie there.
    Raises Refused if it cannot be decoded whole.
    """
    from PIL import Image, ImageOps

    image = open_image(data, kind, limits)
    turned = upright and _exif(image).get(_ORIENTATION, 1) not in (1, None)
    frames = [frame.copy() for frame in _frames(image, limits)] if kind in ("gif", "webp", "tiff") else []
    out = io.BytesIO()
    options: dict[str, Any] = {"icc_profile": image.info.get("icc_profile")}
    try:
        if kind == "jpeg":
            image.load()
            if turned or image.format != "JPEG":  # several pictures in one (MPO) are not a plain JPEG
                options |= {"quality": 92}
                image = ImageOps.exif_transpose(image)
            else:
                options |= {"quality": "keep"}
            image.info.pop("comment", None)
            image.save(out, "JPEG", exif=b"", **options)
            return out.getvalue()
        if len(frames) > 1:
            options |= {"save_all": True, "append_images": frames[1:]}
            if kind != "tiff":
                options |= {"loop": image.info.get("loop", 0), "duration": _durations(image, len(frames))}
        picture = frames[0] if frames else image
        if turned:
            picture = ImageOps.exif_transpose(picture)
        if kind == "png" and "transparency" in image.info:
            options["transparency"] = image.info["transparency"]
        _bare(picture, options)
        if kind == "webp":
            options |= {"lossless": b"VP8L" in data[:64], "quality": 90, "exif": b"", "xmp": b""}
        picture.save(out, FORMATS[kind], **{k: v for k, v in options.items() if v is not None})
    except (OSError, ValueError, SyntaxError, TypeError, Image.DecompressionBombError, EOFError) as fault:
        raise Refused("broken", DAMAGED) from fault
    return out.getvalue()


def _bare(picture: Any, options: dict[str, Any]) -> None:
    """Take off a picture every note that Pillow would write out again by itself."""
    keep = {k: picture.info[k] for k in ("transparency", "background", "dpi") if k in picture.info}
    for frame in (picture, *options.get("append_images", [])):
        frame.info = (
            keep if frame is picture else {k: v for k, v in frame.info.items() if k in ("transparency",)}
        )
        if hasattr(frame, "_exif"):
            frame._exif = None  # noqa: SLF001 - Pillow has no other way to forget it


def _durations(image: Any, frames: int) -> list[int]:
    found = []
    for number in range(frames):
        image.seek(number)
        found.append(int(image.info.get("duration", 100)))
    image.seek(0)
    return found


def _frames(image: Any, limits: Limits) -> Any:
    """Yield each frame of a picture decoded. Refused if one cannot be, or there are too many."""
    from PIL import Image

    count = getattr(image, "n_frames", 1)
    if count > limits.image_frames or count * image.size[0] * image.size[1] > 4 * limits.image_pixels:
        raise Refused("bomb", f"图片有{count}帧，合起来太大。请减少帧数后再上传。")
    try:
        for number in range(count):
            image.seek(number)
            image.load()
            yield image
        image.seek(0)
    except (OSError, ValueError, SyntaxError, TypeError, Image.DecompressionBombError, EOFError) as fault:
        raise Refused("broken", DAMAGED) from fault
