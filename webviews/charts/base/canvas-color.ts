/** A CSS color as RGBA, little-endian, opaque. */
export function canvasColor(color: string, context: CanvasRenderingContext2D): number {
  context.fillStyle = '#000';
  context.fillStyle = color;
  // The canvas normalizes it to #rrggbb, or to rgba() if it is translucent.
  const text = context.fillStyle;
  const hex = /^#([0-9a-f]{6})$/i.exec(text)?.[1];
  const [red, green, blue] =
    hex === undefined
      ? (text.match(/[\d.]+/g) ?? ['128', '128', '128']).map(Number)
      : [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  return ((255 << 24) | (blue! << 16) | (green! << 8) | red!) >>> 0;
}
