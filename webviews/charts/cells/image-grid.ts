/** A grid of small images; each pixel is a square of whole device pixels. */
import { css, html, nothing } from 'lit';
import { formatNumber } from '../../../daemon/format/numbers.ts';
import { ChartElement } from '../base/chart-element.ts';
import '../base/number-table.ts';
import { chartStyles } from '../base/chart-styles.ts';
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
}

const GAP = 2;

/** Sends `image` (its index) when the user clicks one. */
export class ImageGrid extends ChartElement {
  static override properties = {
    ...ChartElement.properties,
    images: { attribute: false },
    columns: { type: Number },
    label: {},
  };
  declare images: Images | null;
  /** 0: as many as fit. */
  declare columns: number;
  /** For screen readers. */
  declare label: string;

  static override styles = [
    chartStyles,
    css`
    canvas {
      image-rendering: pixelated;
      max-width: 100%;
    }
  `,
  ];

  constructor() {
    super();
    this.images = null;
    this.columns = 0;
    this.label = '';
  }

  override render() {
    return html`<canvas role="img" aria-label=${this.label} @click=${this.#onClick}></canvas>
      ${this.hasPicture ? saveButton(this, 'PNG', this.label, () => this.canvas) : nothing}
      ${this.images === null ? nothing : html`<fs-number-table .table=${brightness(this.images)} what=${this.label}></fs-number-table>`}`;
  }

  /** For export. */
  get canvas(): HTMLCanvasElement | null {
    return this.renderRoot.querySelector('canvas');
  }

  /** Columns and rows, and device pixels per image pixel. */
  get #layout(): { readonly columns: number; readonly rows: number; readonly scale: number } {
    const { images } = this;
    if (images === null) return { columns: 1, rows: 0, scale: 1 };
    const room = this.width * devicePixelRatio;
    const square = Math.ceil(Math.sqrt(images.n));
    const columns = this.columns > 0 ? this.columns : Math.max(1, Math.min(square, images.n));
    // At most 96 CSS pixels wide.
    const most = Math.max(1, Math.round((96 * devicePixelRatio) / images.width));
    const scale = Math.max(1, Math.min(most, Math.floor((room / columns - GAP) / images.width)));
    return { columns, rows: Math.ceil(images.n / columns), scale };
  }

  protected override draw(): void {
    const { images, canvas } = this;
    if (canvas === null || images === null) return;
    const { columns, rows, scale } = this.#layout;
    const [cellWidth, cellHeight] = [images.width * scale + GAP, images.height * scale + GAP];
    const [width, height] = [Math.max(1, columns * cellWidth - GAP), Math.max(1, rows * cellHeight - GAP)];
    canvas.width = width;
    canvas.height = height;
    canvas.style.width = `${width / devicePixelRatio}px`;
    const context = canvas.getContext('2d')!;
    const picture = context.createImageData(width, height);
    const target = new Uint32Array(picture.data.buffer);
    const { pixels, channels } = images;
    const size = images.height * images.width * channels;
    for (let i = 0; i < images.n; i++) {
      const left = (i % columns) * cellWidth;
      const top = Math.floor(i / columns) * cellHeight;
      for (let y = 0; y < images.height; y++) {
        for (let x = 0; x < images.width; x++) {
          const at = i * size + (y * images.width + x) * channels;
          const red = pixels[at]!;
          const [green, blue] = channels >= 3 ? [pixels[at + 1]!, pixels[at + 2]!] : [red, red];
          const word = ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
          for (let dy = 0; dy < scale; dy++) {
            const start = (top + y * scale + dy) * width + left + x * scale;
            target.fill(word, start, start + scale);
          }
        }
      }
    }
    context.putImageData(picture, 0, 0);
  }

  #onClick(event: MouseEvent): void {
    const { images, canvas } = this;
    if (images === null || canvas === null) return;
    const { columns, scale } = this.#layout;
    const box = canvas.getBoundingClientRect();
    const column = Math.floor((((event.clientX - box.left) / box.width) * canvas.width) / (images.width * scale + GAP));
    const row = Math.floor((((event.clientY - box.top) / box.height) * canvas.height) / (images.height * scale + GAP));
    const image = row * columns + column;
    if (column < columns && image < images.n) this.dispatchEvent(new CustomEvent('image', { detail: image }));
  }
}

customElements.define('fs-image-grid', ImageGrid);

/** Mean and center of mass of the pixels of each image. */
function brightness({ n, height, width, channels, pixels }: Images): NumberTable {
  return {
    columns: [strings.image, strings.meanPixel, strings.centerRow, strings.centerColumn],
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
      return [String(image), formatNumber(sum / size, 4), center(down), center(across)];
    },
  };
}
