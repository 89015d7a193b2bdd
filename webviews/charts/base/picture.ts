/** Pictures of charts as files, and the button that saves one. */
import { html } from 'lit';
import { strings } from '../strings.ts';

/** A standalone SVG. @param background of the theme */
export function svgText(picture: SVGSVGElement, background: string): string {
  const copy = picture.cloneNode(true) as SVGSVGElement;
  const ground = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  ground.setAttribute('width', '100%');
  ground.setAttribute('height', '100%');
  ground.setAttribute('fill', background);
  copy.prepend(ground);
  return new XMLSerializer().serializeToString(copy);
}

/**
 * @param background of the theme, for a transparent canvas; null: the canvas is opaque
 * @throws Error if the browser cannot write it
 */
export async function pngBytes(
  canvas: HTMLCanvasElement,
  background: string | null = null,
): Promise<Uint8Array<ArrayBuffer>> {
  const blob = await new Promise<Blob | null>((resolve) => onto(canvas, background).toBlob(resolve, 'image/png'));
  if (blob === null) throw new Error('the picture cannot be written as PNG');
  return new Uint8Array(await blob.arrayBuffer());
}

function onto(canvas: HTMLCanvasElement, background: string | null): HTMLCanvasElement {
  if (background === null) return canvas;
  const copy = document.createElement('canvas');
  copy.width = canvas.width;
  copy.height = canvas.height;
  const context = copy.getContext('2d')!;
  context.fillStyle = background;
  context.fillRect(0, 0, copy.width, copy.height);
  context.drawImage(canvas, 0, 0);
  return copy;
}

/** A chart's picture as a file. @param prefix of its name, such as the id of a run */
export async function pictureFile({ label, drawing }: ChartPicture, prefix: string, background: string) {
  const name = `${prefix}-${slug(label)}`;
  return drawing instanceof HTMLCanvasElement
    ? { name: `${name}.png`, bytes: await pngBytes(drawing, background) }
    : { name: `${name}.svg`, bytes: new TextEncoder().encode(svgText(drawing, background)) };
}

/** The label up to the first punctuation mark, as a file name. */
function slug(label: string): string {
  const [first = ''] = label.split(/[,:;.]/, 1);
  return (
    first
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .replace(/^-|-$/g, '')
      .slice(0, 60) || 'picture'
  );
}

/** Detail of the event `picture`, which bubbles to the panel. */
export interface ChartPicture {
  /** What the picture shows. */
  readonly label: string;
  readonly drawing: SVGSVGElement | HTMLCanvasElement;
}

/** @param drawing the picture; null: nothing is drawn yet */
export function saveButton(
  chart: HTMLElement,
  kind: 'PNG' | 'SVG',
  label: string,
  drawing: () => SVGSVGElement | HTMLCanvasElement | null,
) {
  const save = () => {
    const found = drawing();
    if (found === null) return;
    const detail: ChartPicture = { label, drawing: found };
    chart.dispatchEvent(new CustomEvent('picture', { detail, bubbles: true, composed: true }));
  };
  const title = strings.saveAs({ kind, label });
  return html`<button class="save" title=${title} aria-label=${title} @click=${save}>${kind}</button>`;
}

/** Saves the pictures of the charts in `panel`. @param prefix of the file names, read at each save */
export function savePictures(
  panel: HTMLElement,
  prefix: () => string,
  save: (name: string, bytes: Uint8Array<ArrayBuffer>) => void,
): void {
  panel.addEventListener('picture', (event) => {
    const background = getComputedStyle(document.body).backgroundColor;
    void pictureFile((event as CustomEvent<ChartPicture>).detail, prefix(), background).then(({ name, bytes }) =>
      save(name, bytes),
    );
  });
}
