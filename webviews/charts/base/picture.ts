/** Pictures of charts as files, and the button that saves one. */
import { html } from 'lit';
import { strings } from '../strings.ts';
import { framedPicture, type PictureFrame } from './framed-picture.ts';
import { type ChartTheme, readTheme } from './theme.ts';

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

/** @throws Error if the browser cannot write it */
export async function pngBytes(canvas: HTMLCanvasElement): Promise<Uint8Array<ArrayBuffer>> {
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (blob === null) throw new Error('the picture cannot be written as PNG');
  return new Uint8Array(await blob.arrayBuffer());
}

/** Of which picture a file is. */
export interface PictureOrigin {
  /** Of the file's name, such as the id of a run. */
  readonly prefix: string;
  /** What is shown, in the picture; null: several runs, which the legend names. */
  readonly source: string | null;
}

/** A chart's picture as a file. */
export async function pictureFile(
  { label, drawing, frame }: ChartPicture,
  { prefix, source }: PictureOrigin,
  theme: ChartTheme,
) {
  const name = `${prefix}-${slug(label)}`;
  if (!(drawing instanceof HTMLCanvasElement)) {
    return { name: `${name}.svg`, bytes: new TextEncoder().encode(svgText(drawing, theme.background)) };
  }
  if (frame === null) return { name: `${name}.png`, bytes: await pngBytes(drawing) };
  const notes = [...(frame.notes ?? []), ...(source === null ? [] : [source])];
  return { name: `${name}.png`, bytes: await pngBytes(framedPicture(drawing, { ...frame, notes }, theme)) };
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
  /** What is drawn around a canvas; null: it has everything. */
  readonly frame: PictureFrame | null;
}

/** @param drawing the picture; null: nothing is drawn yet @param frame without a title: the label is it */
export function saveButton(
  chart: HTMLElement,
  kind: 'PNG' | 'SVG',
  label: string,
  drawing: () => SVGSVGElement | HTMLCanvasElement | null,
  frame: () => Omit<PictureFrame, 'title'> | null = () => null,
) {
  const save = () => {
    const found = drawing();
    if (found === null) return;
    const around = frame();
    const detail: ChartPicture = { label, drawing: found, frame: around && { ...around, title: label } };
    chart.dispatchEvent(new CustomEvent('picture', { detail, bubbles: true, composed: true }));
  };
  const title = strings.saveAs({ kind, label });
  return html`<button class="save" title=${title} aria-label=${title} @click=${save}>${kind}</button>`;
}

/** Saves the pictures of the charts in `panel`. @param origin read at each save */
export function savePictures(
  panel: HTMLElement,
  origin: () => PictureOrigin,
  save: (name: string, bytes: Uint8Array<ArrayBuffer>) => void,
): void {
  panel.addEventListener('picture', (event) => {
    void pictureFile((event as CustomEvent<ChartPicture>).detail, origin(), readTheme(panel)).then(({ name, bytes }) =>
      save(name, bytes),
    );
  });
}
