/** Draws the colors from minimum to maximum, one pixel each; CSS sets the size on the screen. */
export function drawColorScale(canvas: HTMLCanvasElement, table: Uint32Array): void {
  canvas.width = table.length;
  canvas.height = 1;
  const image = new ImageData(table.length, 1);
  new Uint32Array(image.data.buffer).set(table);
  canvas.getContext('2d')!.putImageData(image, 0, 0);
}
