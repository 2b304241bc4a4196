"""The smallest valid files of common binary media types, for answers that have no content of their own."""

from __future__ import annotations

import struct
import zlib


def sample(name: str) -> bytes | None:
    """A small valid file of the media type ``name`` (lower case, no parameters), None for a type not known here."""
    if name in _SAMPLES:
        return _SAMPLES[name]
    if name.startswith(("application/vnd.openxmlformats", "application/vnd.oasis.opendocument")) or name.endswith(
        "+zip"
    ):
        return _ZIP
    return None


def _png() -> bytes:
    """One transparent pixel (PNG specification, section 5)."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 6, 0, 0, 0)
    pixels = zlib.compress(b"\x00" + b"\x00" * 4, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def _gif() -> bytes:
    """One pixel of a two-colour table (GIF89a)."""
    screen = struct.pack("<HHBBB", 1, 1, 0x80, 0, 0) + b"\x00\x00\x00\xff\xff\xff"
    image = b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\x00"
    return b"GIF89a" + screen + image + b"\x3b"


def _jpeg() -> bytes:
    """One grey pixel (ITU-T T.81): a quantisation table of ones, and Huffman tables of one code each."""

    def segment(marker: int, data: bytes) -> bytes:
        return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data

    one_code = b"\x01" + b"\x00" * 15 + b"\x00"
    return b"".join(
        (
            b"\xff\xd8",
            segment(0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"),
            segment(0xDB, b"\x00" + b"\x01" * 64),
            segment(0xC0, b"\x08\x00\x01\x00\x01\x01\x01\x11\x00"),
            segment(0xC4, b"\x00" + one_code),
            segment(0xC4, b"\x10" + one_code),
            segment(0xDA, b"\x01\x01\x00\x00\x3f\x00"),
            b"\x3f\xff\xd9",
        )
    )


def _pdf() -> bytes:
    """One empty page (ISO 32000-1)."""
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>",
    )
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, body)
    table = b"0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(out)
    return out + b"xref\n0 4\n" + table + trailer


def _wav() -> bytes:
    """One silent sample (RIFF, PCM, 8 kHz, mono, 8 bits)."""
    form = struct.pack("<HHIIHH", 1, 1, 8000, 8000, 1, 8)
    chunks = b"WAVEfmt " + struct.pack("<I", len(form)) + form + b"data" + struct.pack("<I", 1) + b"\x80\x00"
    return b"RIFF" + struct.pack("<I", len(chunks)) + chunks


def _gzip() -> bytes:
    """An empty text, packed (RFC 1952)."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff" + packer.compress(b"") + packer.flush() + b"\x00" * 8


_ZIP = b"PK\x05\x06" + b"\x00" * 18
_SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'
_SAMPLES = {
    "image/png": _png(),
    "image/gif": _gif(),
    "image/jpeg": _jpeg(),
    "image/jpg": _jpeg(),
    "image/svg+xml": _SVG,
    "application/pdf": _pdf(),
    "application/zip": _ZIP,
    "application/x-zip-compressed": _ZIP,
    "application/gzip": _gzip(),
    "application/x-gzip": _gzip(),
    "audio/wav": _wav(),
    "audio/x-wav": _wav(),
    "audio/wave": _wav(),
}
