"""Writes pillow-images.json: small images, and their pixels as Pillow decodes them. `python3 pillow-images.py` beside it.

Pillow writes no interlaced PNG and no depths other than its own, so those are encoded here; Pillow decodes them all.
"""
import base64
import io
import json
import os
import struct
import zlib

from PIL import Image, ImageOps

W, H = 7, 5
files = {}


def saved(name, image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    files[name] = out.getvalue()


color = Image.new("RGB", (W, H))
clear = Image.new("RGBA", (W, H))
for y in range(H):
    for x in range(W):
        pixel = ((x * 36) % 256, (y * 60) % 256, (x * y * 17 + 30) % 256)
        color.putpixel((x, y), pixel)
        clear.putpixel((x, y), (*pixel, (x * 40 + y * 3) % 256))

saved("baseline.jpg", color, "JPEG", quality=85)
saved("subsampling-444.jpg", color, "JPEG", quality=95, subsampling=0)
saved("progressive.jpg", color, "JPEG", quality=80, progressive=True)
saved("gray.jpg", color.convert("L"), "JPEG")
for orientation in range(1, 9):
    exif = Image.Exif()
    exif[0x0112] = orientation
    if orientation in (3, 6):
        saved(f"orientation-{orientation}.webp", clear, "WEBP", lossless=True, exact=True, exif=exif)
        saved(f"orientation-{orientation}.png", color, "PNG", exif=exif)
    saved(f"orientation-{orientation}.jpg", color, "JPEG", quality=60, exif=exif)
saved("lossy.webp", color, "WEBP", quality=80)
saved("lossy-opacity.webp", clear, "WEBP", quality=80)
saved("lossless.webp", clear, "WEBP", lossless=True, exact=True)


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def filtered(rows, distance):
    """Each row with another one of the five filters."""
    out = bytearray()
    above = bytes(len(rows[0])) if rows else b""
    for number, row in enumerate(rows):
        kind = number % 5
        out.append(kind)
        for i, value in enumerate(row):
            left = row[i - distance] if i >= distance else 0
            up = above[i]
            corner = above[i - distance] if i >= distance else 0
            nearest = min((left, up, corner), key=lambda v: abs(left + up - corner - v))
            out.append((value - (0, left, up, (left + up) // 2, nearest)[kind]) % 256)
        above = row
    return bytes(out)


def png(kind, depth, interlaced, extra=b""):
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[kind]
    top = 2**depth if kind != 3 else min(2**depth, 11)
    sample = lambda x, y, c: (x * 5 + y * 11 + c * 7 + x * y * 3 + (x * 4099 if depth == 16 else 0)) % top
    distance = max(1, channels * depth // 8)

    def packed(columns, y):
        bits = "".join(format(sample(x, y, c), f"0{depth}b") for x in columns for c in range(channels))
        bits += "0" * (-len(bits) % 8)
        return bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits), 8))

    passes = [(0, 0, 1, 1)]
    if interlaced:
        passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    raw = b""
    for x0, y0, dx, dy in passes:
        columns = range(x0, W, dx)
        if len(columns) > 0:
            raw += filtered([packed(columns, y) for y in range(y0, H, dy)], distance)
    header = struct.pack(">IIBBBBB", W, H, depth, kind, 0, 0, int(interlaced))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND", b"")
    )


PALETTE = chunk(b"PLTE", bytes((i * 23 + c * 50) % 256 for i in range(11) for c in range(3)))
for kind, name, depths in [(0, "gray", (1, 2, 4, 8, 16)), (2, "color", (8, 16)), (3, "palette", (1, 2, 4, 8)),
                           (4, "gray-opacity", (8, 16)), (6, "color-opacity", (8, 16))]:
    for depth in depths:
        for interlaced in (False, True):
            files[f"{name}-{depth}{'-interlaced' if interlaced else ''}.png"] = png(kind, depth, interlaced, PALETTE if kind == 3 else b"")
files["palette-4-opacity.png"] = png(3, 4, False, PALETTE + chunk(b"tRNS", bytes([0, 100, 200])))
files["gray-8-clear.png"] = png(0, 8, False, chunk(b"tRNS", struct.pack(">H", 33)))
files["color-8-clear.png"] = png(2, 8, False, chunk(b"tRNS", struct.pack(">HHH", 11, 18, 25)))

result = {}
for name, content in files.items():
    image = ImageOps.exif_transpose(Image.open(io.BytesIO(content)))
    if image.mode.startswith("I"):
        pixels = [channel for value in image.getdata() for channel in [round(value / 257)] * 3 + [255]]
    else:
        pixels = [channel for pixel in image.convert("RGBA").getdata() for channel in pixel]
    result[name] = {
        "file": base64.b64encode(content).decode(),
        "width": image.width,
        "height": image.height,
        "rgba": base64.b64encode(bytes(pixels)).decode(),
    }

out = io.BytesIO()
color.convert("CMYK").save(out, "JPEG")
animation = io.BytesIO()
color.save(animation, "WEBP", save_all=True, append_images=[color.rotate(180)])
big = Image.new("RGB", (60, 40))
for y in range(40):
    for x in range(60):
        big.putpixel((x, y), ((x * x) % 256, (y * 13 + x) % 256, (x * y) % 256))
small = lambda image: base64.b64encode(image.tobytes()).decode()
wide = Image.open(io.BytesIO(files["color-8.png"])).convert("RGB")
content = io.BytesIO()
big.save(content, "PNG", optimize=True)
fits = {
    "file": base64.b64encode(content.getvalue()).decode(),
    "crop 8 8 3": small(ImageOps.fit(big, (8, 8), Image.BILINEAR)),
    "crop 5 16 3": small(ImageOps.fit(big, (16, 5), Image.BILINEAR)),
    "crop 16 5 1": small(ImageOps.fit(big.convert("L"), (5, 16), Image.BILINEAR)),
    "resize 9 7 3": small(big.resize((7, 9), Image.BILINEAR)),
    "resize 50 80 1": small(big.convert("L").resize((80, 50), Image.BILINEAR)),
    "crop 40 60 1": small(big.convert("L")),
}
everything = {
    "decoded": result,
    "refused": {"cmyk.jpg": base64.b64encode(out.getvalue()).decode(), "animation.webp": base64.b64encode(animation.getvalue()).decode()},
    "fits": fits,
}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "pillow-images.json"), "w") as target:
    json.dump(everything, target, indent=1)
    target.write("\n")
