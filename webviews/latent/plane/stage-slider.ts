/** Goes from the data to the latents layer by layer: by hand, or by itself. Its ticks are the layers. */
import { css, html, svg } from 'lit';
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';
import { MeasuredElement } from '../../charts/base/measured-element.ts';
import { sliderStyles, tickStyles } from '../../components/steps/slider-styles.ts';
import { strings } from '../strings.ts';
import { shownLabels } from './shown-labels.ts';

/** Milliseconds for a layer, and for all of them at most. */
const PACE = { layer: 900, all: 12_000 };
/** Width of the thumb, and of the button with the gap; CSS pixels. */
const [THUMB, BUTTON] = [14, 34];
/** Steps of the slider between two stages. */
const FINE = 20;

/** Stages that a key moves by. */
const KEYS: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowDown: -1,
  ArrowRight: 1,
  ArrowUp: 1,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

/** Sends `stage` (a number, in fractions while it moves). */
export class StageSlider extends MeasuredElement {
  static override properties = {
    ...MeasuredElement.properties,
    stage: { type: Number },
    names: { attribute: false },
    place: {},
    playing: { state: true },
  };
  /** 0: the data. */
  declare stage: number;
  /** Of each stage: of the data, and of each layer. */
  declare names: readonly string[];
  /** What the stage is called. */
  declare place: string;
  declare playing: boolean;
  #frame = 0;

  static override styles = [
    sliderStyles,
    tickStyles,
    css`
    :host {
      display: grid;
      grid-template-columns: max-content minmax(60px, 1fr);
      gap: 0 6px;
      align-items: start;
      min-width: 0;
    }
    .track {
      min-width: 0;
    }
    input {
      margin-top: 3px;
    }
    svg {
      height: 22px;
      font-size: 10px;
    }
    .now {
      fill: var(--vscode-foreground);
    }
  `,
  ];

  constructor() {
    super();
    this.stage = 0;
    this.names = [];
    this.place = '';
    this.playing = false;
  }

  override disconnectedCallback(): void {
    this.#stop();
    super.disconnectedCallback();
  }

  get #last(): number {
    return Math.max(0, this.names.length - 1);
  }

  override render() {
    const { playing, stage } = this;
    const title = playing ? strings.pauseLayers : strings.playLayers;
    return html`<vscode-toolbar-button
        icon=${playing ? 'debug-pause' : 'play'}
        label=${title}
        title=${title}
        @click=${() => (playing ? this.#stop() : this.#play())}
      ></vscode-toolbar-button>
      <div class="track">
        <input
          type="range"
          min="0"
          max=${this.#last * FINE}
          step="1"
          .value=${String(Math.round(stage * FINE))}
          aria-label=${strings.place}
          aria-valuetext=${this.place}
          @keydown=${this.#onKey}
          @input=${(event: Event) => this.#move(Number((event.target as HTMLInputElement).value) / FINE)}
        />
        ${this.#ticks()}
      </div>`;
  }

  #ticks() {
    const { names, stage } = this;
    // Beside the button, and as wide as the way of the thumb.
    const width = Math.max(40, this.width - BUTTON - THUMB);
    const share = (index: number) => index / Math.max(1, this.#last);
    const now = Math.round(stage);
    const shown = shownLabels(names, now, (index) => share(index) * width, width);
    const percent = (part: number) => `${(100 * part).toFixed(2)}%`;
    return html`<svg aria-hidden="true" translate="no">
      ${names.map((name, i) => {
        const x = percent(share(i));
        return svg`<line x1=${x} x2=${x} y1="0" y2="5"><title>${name}</title></line>`;
      })}
      ${shown.map(
        ({ index, left }) =>
          svg`<text class=${index === now ? 'now' : ''} x=${percent(left / width)} y="16">${names[index]}</text>`,
      )}
    </svg>`;
  }

  /** Keys go from layer to layer. */
  #onKey(event: KeyboardEvent): void {
    const by = Object.hasOwn(KEYS, event.key) ? KEYS[event.key]! : null;
    if (by === null) return;
    event.preventDefault();
    const from = by > 0 ? Math.floor(this.stage) : Math.ceil(this.stage);
    this.#move(Math.max(0, Math.min(this.#last, from + by)));
  }

  #move(stage: number): void {
    this.#stop();
    this.#tell(stage);
  }

  #tell(stage: number): void {
    this.stage = stage;
    this.dispatchEvent(new CustomEvent('stage', { detail: stage }));
  }

  /** From the data on if it is at the end. */
  #play(): void {
    const last = this.#last;
    if (last === 0) return;
    const start = this.stage >= last ? 0 : this.stage;
    const pace = Math.min(PACE.layer, PACE.all / last);
    // Who wants little motion sees each layer's result, and no way to it.
    const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
    let began: number | null = null;
    this.playing = true;
    const step = (now: number) => {
      began ??= now;
      const passed = start + (now - began) / (isStill ? Math.max(pace, 500) : pace);
      const stage = Math.min(last, isStill ? Math.floor(passed) : eased(passed));
      if (stage !== this.stage) this.#tell(stage);
      if (stage >= last) this.playing = false;
      else this.#frame = requestAnimationFrame(step);
    };
    this.#frame = requestAnimationFrame(step);
  }

  #stop(): void {
    cancelAnimationFrame(this.#frame);
    this.playing = false;
  }
}

customElements.define('fs-stage-slider', StageSlider);

/** Slower at each layer than between two. */
function eased(stage: number): number {
  const whole = Math.floor(stage);
  const share = stage - whole;
  return whole + share * share * (3 - 2 * share);
}
