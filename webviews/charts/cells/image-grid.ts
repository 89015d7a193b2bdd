/** A grid of small images; each pixel is a square of whole device pixels. */
import { css, html, nothing } from 'lit';
import { formatNumber } from '../../../daemon/format/numbers.ts';
import { ChartElement } from '../base/chart-element.ts';
import '../base/number-table.ts';
import { chartStyles } from '../base/chart-styles.ts';
import { framedPicture } from '../base/framed-picture.ts';
import type { NumberTable } from '../base/number-table.ts';
import { saveButton } from '../base/picture.ts';
import { strings } from '../strings.ts';

export interface Images {
  /** uint8 [n, height, width, channels] */
  readonly pixels: ArrayLike<number>;
  readonly n: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** [n, height, width]: 0 where an image has no pixel, and the background is seen; absent: nowhere. */
  readonly covered?: ArrayLike<number>;
}

const GAP = 2;
/** Between the row labels and the images, CSS pixels. */
const LABEL_GAP = 8;
/** Device pixels for each pixel at least, where the number of columns is free. */
const LEAST_SCALE = 2;
/** Width of an image at most, CSS pixels: in its own size, and if the images fill the room. */
const WIDEST = { own: 96, filling: 240 };

const KEYS: Readonly<Record<string, readonly [column: number, row: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Sends `image` (its index) when the user chooses one, by a click or with the keyboard. */
export class ImageGrid extends ChartElement {
  static override properties = {
    ...ChartElement.properties,
    images: { attribute: false },
    columns: { type: Number },
    rowLabels: { attribute: false },
    note: {},
    fills: { type: Boolean },
    choosable: { type: Boolean },
    marks: { attribute: false },
    label: {},
    cursor: { state: true },
  };
  declare images: Images | null;
  /** 0: as many as fit. */
  declare columns: number;
  /** Left of each row; empty: none. */
  declare rowLabels: readonly string[];
  /** Says in files what is in the rows; the panel says it itself. */
  declare note: string;
  /** Images are as wide as the room allows; their pixels need not be whole device pixels then. */
  declare fills: boolean;
  declare choosable: boolean;
  /** Images that have a frame. */
  declare marks: readonly number[];
  /** For screen readers. */
  declare label: string;
  /** The image that the keyboard is at; null: none. */
  declare cursor: number | null;

  static override styles = [
    chartStyles,
    css`
    .picture {
      display: flex;
      gap: 8px;
    }
    .labels {
      display: grid;
      flex: none;
      grid-auto-rows: minmax(0, 1fr);
      align-items: center;
      max-width: 30%;
      font-size: 11px;
      line-height: 1.2;
    }
    .labels span {
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    canvas {
      flex: 0 1 auto;
      align-self: start;
      min-width: 0;
      image-rendering: pixelated;
      max-width: 100%;
    }
    canvas.choosable {
      cursor: pointer;
    }
    canvas:focus-visible {
      outline: 1px solid var(--vscode-focusBorder);
      outline-offset: 2px;
    }
  `,
  ];

  constructor() {
    super();
    this.images = null;
    this.columns = 0;
    this.rowLabels = [];
    this.note = '';
    this.fills = false;
    this.choosable = false;
    this.marks = [];
    this.label = '';
    this.cursor = null;
  }

  override render() {
    const { choosable, label, rowLabels } = this;
    return html`<div class="picture">
      ${
        rowLabels.length === 0
          ? nothing
          : html`<div class="labels" aria-hidden="true" translate="no">
              ${rowLabels.map((text) => html`<span title=${text}>${text}</span>`)}
            </div>`
      }
      <canvas
        class=${choosable ? 'choosable' : ''}
        role="img"
        tabindex=${choosable ? 0 : nothing}
        aria-label=${choosable ? strings.imagesWithKeys({ label }) : label}
        @click=${this.#onClick}
        @keydown=${this.#onKey}
        @blur=${() => {
          this.cursor = null;
        }}
      ></canvas>
      </div>
      ${
        this.hasPicture
          ? saveButton(
              this,
              'PNG',
              this.label,
              () => this.canvas,
              () => this.#around,
            )
          : nothing
      }
      ${this.images === null ? nothing : html`<fs-number-table .table=${brightness(this.images, this.columns, rowLabels)} what=${this.label}></fs-number-table>`}`;
  }

  /** The images alone. */
  get canvas(): HTMLCanvasElement | null {
    return this.renderRoot.querySelector('canvas');
  }

  /** The images with their labels, for export. @param source of which run they are */
  picture(title: string, source: string): HTMLCanvasElement | null {
    const { canvas, theme } = this;
    if (canvas === null || theme === null) return null;
    const frame = this.#around;
    return framedPicture(canvas, { ...frame, title, notes: [...frame.notes, source] }, theme);
  }

  get #around() {
    const { height } = this.#layout;
    const rows = this.rowLabels.map((label, row) => ({ label, middle: row * (height + GAP) + height / 2 }));
    return { rows, notes: this.note === '' ? [] : [this.note] };
  }

  /** Columns and rows, and the size of an image in device pixels. */
  get #layout() {
    const { images, fills } = this;
    if (images === null) return { columns: 1, rows: 0, width: 1, height: 1 };
    const labels = this.renderRoot.querySelector<HTMLElement>('.labels');
    const room = (this.width - (labels === null ? 0 : labels.offsetWidth + LABEL_GAP)) * devicePixelRatio;
    const square = Math.ceil(Math.sqrt(images.n));
    const fitting = Math.floor(room / (LEAST_SCALE * images.width + GAP));
    const columns = this.columns > 0 ? this.columns : Math.max(1, Math.min(square, images.n, fitting));
    const own = (room / columns - GAP) / images.width;
    const most = ((fills ? WIDEST.filling : WIDEST.own) * devicePixelRatio) / images.width;
    const scale = fills
      ? Math.max(1, Math.min(most, own))
      : Math.max(1, Math.min(Math.max(1, Math.round(most)), Math.floor(own)));
    return {
      columns,
      rows: Math.ceil(images.n / columns),
      width: Math.floor(images.width * scale),
      height: Math.floor(images.height * scale),
    };
  }

  protected override draw(): void {
    const { images, canvas } = this;
    if (canvas === null || images === null) return;
    const { columns, rows, width, height } = this.#layout;
    const [across, down] = [columns * (width + GAP) - GAP, rows * (height + GAP) - GAP];
    canvas.width = Math.max(1, across);
    canvas.height = Math.max(1, down);
    canvas.style.width = `${canvas.width / devicePixelRatio}px`;
    const context = canvas.getContext('2d')!;
    const picture = context.createImageData(canvas.width, canvas.height);
    const target = new Uint32Array(picture.data.buffer);
    for (let i = 0; i < images.n; i++) {
      const start = Math.floor(i / columns) * (height + GAP) * canvas.width + (i % columns) * (width + GAP);
      for (let y = 0; y < height; y++) {
        const row = Math.floor((y * images.height) / height);
        for (let x = 0; x < width; x++) {
          target[start + y * canvas.width + x] = wordOf(images, i, row, Math.floor((x * images.width) / width));
        }
      }
    }
    context.putImageData(picture, 0, 0);
    for (const mark of this.marks) this.#frame(context, mark, this.theme!.series[1]!);
    if (this.cursor !== null) this.#frame(context, this.cursor, this.theme!.focus);
  }

  /** Draws a frame inside of an image. */
  #frame(context: CanvasRenderingContext2D, image: number, color: string): void {
    const { columns, width, height } = this.#layout;
    const line = Math.max(2, Math.round(2 * devicePixelRatio));
    context.strokeStyle = color;
    context.lineWidth = line;
    const [x, y] = [(image % columns) * (width + GAP), Math.floor(image / columns) * (height + GAP)];
    context.strokeRect(x + line / 2, y + line / 2, width - line, height - line);
  }

  #onClick(event: MouseEvent): void {
    const { images, canvas } = this;
    if (images === null || canvas === null) return;
    const { columns, width, height } = this.#layout;
    const box = canvas.getBoundingClientRect();
    const column = Math.floor((((event.clientX - box.left) / box.width) * canvas.width) / (width + GAP));
    const row = Math.floor((((event.clientY - box.top) / box.height) * canvas.height) / (height + GAP));
    if (column < columns) this.#choose(row * columns + column);
  }

  #onKey(event: KeyboardEvent): void {
    const { images, cursor } = this;
    if (!this.choosable || images === null || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      this.#choose(cursor ?? 0);
      return;
    }
    const step = Object.hasOwn(KEYS, event.key) ? KEYS[event.key] : undefined;
    if (step === undefined) return;
    event.preventDefault();
    const next = (cursor ?? 0) + step[0] + step[1] * this.#layout.columns;
    if (cursor === null) this.cursor = 0;
    else if (next >= 0 && next < images.n) this.cursor = next;
  }

  #choose(image: number): void {
    if (image < this.images!.n) this.dispatchEvent(new CustomEvent('image', { detail: image }));
  }
}

customElements.define('fs-image-grid', ImageGrid);

/** A pixel as RGBA, little-endian; 0 is transparent. */
function wordOf(
  { pixels, height, width, channels, covered }: Images,
  image: number,
  row: number,
  column: number,
): number {
  const pixel = (image * height + row) * width + column;
  if (covered?.[pixel] === 0) return 0;
  const at = pixel * channels;
  const red = pixels[at]!;
  const [green, blue] = channels >= 3 ? [pixels[at + 1]!, pixels[at + 2]!] : [red, red];
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

/** Mean and center of mass of the pixels of each image, and the label of its row if there are any. */
function brightness(
  { n, height, width, channels, pixels }: Images,
  columns: number,
  rowLabels: readonly string[],
): NumberTable {
  const isLabeled = rowLabels.length > 0 && columns > 0;
  return {
    columns: [
      strings.image,
      ...(isLabeled ? [strings.line] : []),
      strings.meanPixel,
      strings.centerRow,
      strings.centerColumn,
    ],
    rows: n,
    row(image) {
      const size = height * width * channels;
      let [sum, down, across] = [0, 0, 0];
      for (let i = 0; i < size; i++) {
        const value = pixels[image * size + i]!;
        const pixel = Math.floor(i / channels);
        sum += value;
        down += value * Math.floor(pixel / width);
        across += value * (pixel % width);
      }
      const center = (weighted: number) => (sum === 0 ? '' : formatNumber(weighted / sum, 3));
      const label = isLabeled ? [rowLabels[Math.floor(image / columns)] ?? ''] : [];
      return [String(image), ...label, formatNumber(sum / size, 4), center(down), center(across)];
    },
  };
}
