/** Drawings as files. */

/** An SVG that stands for itself: colours are in it already. @param background of the theme */
export function svgBytes(picture: SVGSVGElement, background: string): ArrayBuffer {
  const copy = picture.cloneNode(true) as SVGSVGElement;
  const ground = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  ground.setAttribute('width', '100%');
  ground.setAttribute('height', '100%');
  ground.setAttribute('fill', background);
  copy.prepend(ground);
  return new TextEncoder().encode(new XMLSerializer().serializeToString(copy)).buffer as ArrayBuffer;
}

/** @throws Error where the browser cannot */
export async function pngBytes(canvas: HTMLCanvasElement): Promise<ArrayBuffer> {
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (blob === null) throw new Error('the picture cannot be written as PNG');
  return blob.arrayBuffer();
}
