/**
 * Sets the size of a canvas to whole device pixels, so that drawings are sharp. If the size does not change, the canvas keeps its content.
 * @param css width and height, pixels
 * @returns width and height, device pixels
 */
export function sizeSharply(canvas: HTMLCanvasElement, css: readonly [number, number]): readonly [number, number] {
  const ratio = devicePixelRatio;
  const [width, height] = [Math.max(1, Math.round(css[0] * ratio)), Math.max(1, Math.round(css[1] * ratio))];
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
    canvas.style.width = `${width / ratio}px`;
    canvas.style.height = `${height / ratio}px`;
  }
  return [width, height];
}
