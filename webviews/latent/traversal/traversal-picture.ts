/** Image traversals in one picture: a labeled row for each direction. */
const [GAP, EDGE] = [4, 12];

/** @param rows drawn canvases, in device pixels */
export function traversalPicture(rows: readonly { readonly label: string; readonly canvas: HTMLCanvasElement }[]) {
  const picture = document.createElement('canvas');
  const context = picture.getContext('2d')!;
  const style = getComputedStyle(document.body);
  const font = `${Math.round(12 * devicePixelRatio)}px ${style.fontFamily}`;
  context.font = font;
  const left = EDGE + Math.max(0, ...rows.map(({ label }) => context.measureText(label).width)) + EDGE;
  const heights = rows.map(({ canvas }) => canvas.height + GAP);
  picture.width = Math.ceil(left + Math.max(0, ...rows.map(({ canvas }) => canvas.width)) + EDGE);
  picture.height = Math.ceil(2 * EDGE + heights.reduce((sum, height) => sum + height, 0));
  // Setting the size resets the context.
  context.font = font;
  context.textBaseline = 'middle';
  context.fillStyle = style.color;
  let y = EDGE;
  for (const [i, { label, canvas }] of rows.entries()) {
    context.fillText(label, EDGE, y + canvas.height / 2);
    context.drawImage(canvas, left, y);
    y += heights[i]!;
  }
  return picture;
}
