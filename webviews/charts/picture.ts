/** Drawings as files. */

/** An SVG that stands for itself: colours are in it already. @param background of the theme */
export function svgText(picture: SVGSVGElement, background: string): string {
  const copy = picture.cloneNode(true) as SVGSVGElement;
  const ground = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  ground.setAttribute('width', '100%');
  ground.setAttribute('height', '100%');
  ground.setAttribute('fill', background);
  copy.prepend(ground);
  return new XMLSerializer().serializeToString(copy);
}

/** @throws Error where the browser cannot */
export async function pngBytes(canvas: HTMLCanvasElement): Promise<Uint8Array<ArrayBuffer>> {
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (blob === null) throw new Error('the picture cannot be written as PNG');
  return new Uint8Array(await blob.arrayBuffer());
}
