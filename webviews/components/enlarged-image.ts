/** One image, enlarged, with its log q and the values of its pixels. */
import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';
import { formatNats } from '../../daemon/format/numbers.ts';
import type { Images } from '../charts/cells/image-grid.ts';
import { strings } from './strings.ts';

/** 0-based. */
interface Pixel {
  readonly row: number;
  readonly column: number;
}

const KEYS: Readonly<Record<string, readonly [row: number, column: number]>> = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
};

/** Sends `image` (its index) when the user goes to the next one, and `close`. */
export class EnlargedImage extends LitElement {
  static override properties = {
    images: { attribute: false },
    index: { attribute: false },
    caption: {},
    logq: { attribute: false },
    bound: { type: Boolean },
    pixel: { state: true },
  };
  declare images: Images | null;
  /** null: none is shown. */
  declare index: number | null;
  declare caption: string;
  /** Nats; undefined: it is being computed; null: it is not shown. */
  declare logq: number | null | undefined;
  /** `logq` is the ELBO, a lower bound. */
  declare bound: boolean;
  /** The pixel whose value is shown; null: none. */
  declare pixel: Pixel | null;

  static override styles = css`
    dialog {
      padding: 0;
      outline: none;
      color: var(--vscode-foreground);
      background: var(--vscode-editorHoverWidget-background, var(--vscode-editor-background));
      border: 1px solid var(--vscode-editorHoverWidget-border, var(--vscode-contrastBorder, transparent));
      border-radius: 4px;
      font: inherit;
    }
    dialog::backdrop {
      background: color-mix(in srgb, var(--vscode-editor-background) 70%, transparent);
    }
    .inside {
      padding: 12px 16px 16px;
    }
    .head {
      display: flex;
      align-items: center;
      justify-content: space-between;
      gap: 12px;
      margin-bottom: 6px;
    }
    canvas {
      display: block;
      image-rendering: pixelated;
      width: min(78vw, 62vh, 448px);
      cursor: crosshair;
    }
    canvas:focus-visible {
      outline: 1px solid var(--vscode-focusBorder);
      outline-offset: 2px;
    }
    .muted {
      color: var(--vscode-descriptionForeground);
    }
    .figure {
      margin-top: 8px;
      font-variant-numeric: tabular-nums;
    }
  `;

  constructor() {
    super();
    this.images = null;
    this.index = null;
    this.caption = '';
    this.logq = undefined;
    this.bound = false;
    this.pixel = null;
  }

  override render() {
    if (this.index === null) return nothing;
    return html`<dialog
      tabindex="-1"
      aria-label=${strings.enlarged({ image: this.caption })}
      @close=${() => this.dispatchEvent(new CustomEvent('close'))}
      @keydown=${this.#onKey}
      @click=${(event: MouseEvent) => {
        // Beside the dialog, a click is on the dialog itself.
        if (event.target === event.currentTarget) this.#dialog?.close();
      }}
    >
      <div class="inside">
      <div class="head">
        <span>${this.caption}</span>
        <vscode-toolbar-button
          icon="close"
          label=${strings.closeImage}
          title=${strings.closeImage}
          @click=${() => this.#dialog?.close()}
        ></vscode-toolbar-button>
      </div>
      <canvas
        role="img"
        tabindex="0"
        aria-label=${strings.pixelsOf({ image: this.caption })}
        @pointermove=${this.#onPointer}
        @pointerleave=${() => {
          this.pixel = null;
        }}
        @keydown=${this.#onPixelKey}
      ></canvas>
      ${this.logq === null ? nothing : this.#density(this.logq)}
      <div class=${this.pixel === null ? 'muted' : 'figure'} role="status">
        ${this.pixel === null ? strings.pixelHelp : this.#pixelText(this.pixel)}
      </div>
      </div>
    </dialog>`;
  }

  #density(logq: number | undefined) {
    return html`<div class="figure" role="status">
      ${logq === undefined ? (this.bound ? strings.computingElbo : strings.computingDensity) : (this.bound ? strings.elboOfImage : strings.densityOfImage)({ logq: formatNats(logq) })}
    </div>`;
  }

  get #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector('dialog');
  }

  protected override updated(changed: PropertyValues): void {
    const { images, index } = this;
    if (images === null || index === null) return;
    const dialog = this.#dialog;
    if (dialog !== null && !dialog.open) {
      dialog.showModal();
      // The dialog gets the focus, not the picture, where the arrow keys read pixels.
      dialog.focus();
    }
    if (changed.has('images') || changed.has('index')) this.#draw(images, index);
  }

  #draw({ pixels, height, width, channels, covered }: Images, index: number): void {
    const canvas = this.renderRoot.querySelector('canvas')!;
    canvas.width = width;
    canvas.height = height;
    const picture = new ImageData(width, height);
    for (let i = 0; i < width * height; i++) {
      const at = (index * width * height + i) * channels;
      const colors = channels >= 3 ? [0, 1, 2] : [0, 0, 0];
      for (const [c, channel] of colors.entries()) picture.data[4 * i + c] = pixels[at + channel]!;
      picture.data[4 * i + 3] = covered?.[index * width * height + i] === 0 ? 0 : 255;
    }
    canvas.getContext('2d')!.putImageData(picture, 0, 0);
  }

  #pixelText({ row, column }: Pixel): string {
    const { pixels, height, width, channels, covered } = this.images!;
    const at = (this.index! * height + row) * width + column;
    const values = Array.from({ length: channels }, (_, channel) => pixels[at * channels + channel]);
    const value = covered?.[at] === 0 ? '–' : values.join(', ');
    return strings.pixelAt({ row, column, value });
  }

  #onPointer(event: PointerEvent): void {
    const { height, width } = this.images!;
    const box = (event.currentTarget as HTMLCanvasElement).getBoundingClientRect();
    this.pixel = {
      row: within(((event.clientY - box.top) / box.height) * height, height),
      column: within(((event.clientX - box.left) / box.width) * width, width),
    };
  }

  /** The arrow keys move between pixels while the picture has the focus, and between images otherwise. */
  #onPixelKey(event: KeyboardEvent): void {
    const step = Object.hasOwn(KEYS, event.key) ? KEYS[event.key] : undefined;
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const { height, width } = this.images!;
    const { pixel } = this;
    this.pixel =
      pixel === null
        ? { row: 0, column: 0 }
        : { row: within(pixel.row + step[0], height), column: within(pixel.column + step[1], width) };
  }

  #onKey(event: KeyboardEvent): void {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const next = (this.index ?? 0) + step;
    if (step === 0 || next < 0 || next >= (this.images?.n ?? 0)) return;
    event.preventDefault();
    this.dispatchEvent(new CustomEvent('image', { detail: next }));
  }
}

function within(place: number, count: number): number {
  return Math.min(count - 1, Math.max(0, Math.floor(place)));
}

customElements.define('fs-enlarged-image', EnlargedImage);
