/** Base of all panels: an element that follows the snapshots of its host. */
import {
  type CSSResultGroup,
  html,
  LitElement,
  nothing,
  type PropertyValues,
  type ReactiveController,
  type TemplateResult,
} from 'lit';
import { dataProgressText } from '../../../daemon/format/data-progress-text.ts';
import type { GuideTopic } from '../../../protocol/panel/guide.ts';
import type { PanelSnapshot } from '../../../protocol/panel/panel-messages.ts';
import type { PanelName } from '../../../protocol/panel/panels.ts';
import type { RunInfo } from '../../../protocol/rpc/run-methods.ts';
import type { PanelHost } from '../../bridge/panel-host.ts';
import { savePictures } from '../../charts/base/picture.ts';
import { check } from '../controls.ts';
import { helpView } from '../help.ts';
import { panelStyles } from '../panel-styles.ts';
import { formatStrings, strings } from '../strings.ts';
import { Resource } from './resource.ts';

/** The type of a literal: `string` for 'a'. */
type Widened<T> = T extends string ? string : T extends number ? number : boolean;

/** A choice that a panel remembers, or `preset`. */
export type Kept = <T extends string | number | boolean>(key: string, preset: T) => Widened<T>;

export abstract class PanelElement extends LitElement {
  static override styles: CSSResultGroup = panelStyles;
  static override properties = { snapshot: { state: true } };

  /** Set by `startPanel` before the element is connected. */
  declare host: PanelHost;
  declare protected snapshot: PanelSnapshot | null;
  #end: (() => void) | null = null;
  #shown = '';
  #isConnected = true;
  readonly #resources = new Set<Resource<unknown>>();

  constructor() {
    super();
    this.snapshot = null;
    savePictures(
      this,
      () => {
        const id = this.run?.id ?? 'flowscope';
        return { prefix: id, source: this.snapshot?.shown.length === 1 ? id : null };
      },
      (name, bytes) => this.host.save(name, bytes),
    );
    // Of the panel bar, wherever in this panel it is.
    this.addEventListener('go', (event) => this.host.go((event as CustomEvent<PanelName>).detail));
  }

  override addController(controller: ReactiveController): void {
    super.addController(controller);
    if (controller instanceof Resource) this.#resources.add(controller);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.snapshot = this.host.snapshot;
    this.#end = this.host.onSnapshot((snapshot) => {
      this.snapshot = snapshot;
    });
  }

  override disconnectedCallback(): void {
    this.#end?.();
    super.disconnectedCallback();
  }

  /** The first run that is shown; null: it is gone or not loaded yet. */
  protected get run(): RunInfo | null {
    return this.snapshot?.shown[0] ?? null;
  }

  /** A choice that this panel remembers, or `preset`. */
  protected kept<T extends string | number | boolean>(key: string, preset: T): Widened<T> {
    const value = this.snapshot?.view[key];
    return (typeof value === typeof preset ? value : preset) as Widened<T>;
  }

  protected override willUpdate(_changed: PropertyValues): void {
    const { snapshot } = this;
    if (snapshot === null) return;
    const shown = snapshot.subject.runs.join('\n');
    if (shown !== this.#shown) {
      this.#shown = shown;
      this.forget();
    }
    const isConnected = snapshot.connection === 'connected';
    // What failed may have failed because its daemon was ending.
    if (isConnected && !this.#isConnected) for (const resource of this.#resources) resource.forgetFailure();
    this.#isConnected = isConnected;
    if (isConnected) this.ask(snapshot);
    const { reading } = snapshot;
    const waitingFor = reading === undefined ? '' : dataProgressText(reading, formatStrings);
    for (const resource of this.#resources) resource.waitingFor = waitingFor;
  }

  /** Drops what belongs to the runs that were shown before. */
  protected abstract forget(): void;

  /** Requests what is missing; called before each update. */
  protected abstract ask(snapshot: PanelSnapshot): void;

  /** Remembers a choice and updates. */
  protected set(key: string, value: string | number | boolean): void {
    this.host.remember({ ...this.snapshot?.view, [key]: value });
  }

  /** Leads to a page of the guide; nothing where there is none. */
  protected guide(topic: GuideTopic): TemplateResult | typeof nothing {
    if (this.snapshot?.guide !== true) return nothing;
    return html`<button class="link" @click=${() => this.host.guide(topic)}>${strings[`guide.${topic}`]}</button>`;
  }

  /** Help on demand with the run's own numbers, and a link to a page of the guide. */
  protected help(question: string, text: string, topic: GuideTopic): TemplateResult {
    return helpView(question, text, this.guide(topic));
  }

  /** A checkbox for a choice that is remembered, off by default. */
  protected flag(key: string, label: string, preset = false): TemplateResult {
    return check({ label, value: this.kept(key, preset), set: (value) => this.set(key, value) });
  }
}
