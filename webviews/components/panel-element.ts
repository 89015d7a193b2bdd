/** What all panels are: an element that follows the snapshots of its host. */
import { LitElement, type PropertyValues } from 'lit';
import type { PanelSnapshot } from '../../protocol/panel/panel-messages.ts';
import type { CheckpointChoice } from '../../protocol/panel/panel-state.ts';
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';
import type { PanelHost } from '../bridge/panel-host.ts';
import { panelStyles } from './panel-styles.ts';

/** `string` of 'a', and so on. */
type Widened<T> = T extends string ? string : T extends number ? number : boolean;

export abstract class PanelElement extends LitElement {
  static override styles = [panelStyles];
  static override properties = { snapshot: { state: true } };

  /** Set by `startPanel` before the element is connected. */
  declare host: PanelHost;
  declare protected snapshot: PanelSnapshot | null;
  #end: (() => void) | null = null;

  constructor() {
    super();
    this.snapshot = null;
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

  /** The first run that is shown; null: it is gone, or not known yet. */
  protected get run(): RunInfo | null {
    return this.snapshot?.shown[0] ?? null;
  }

  protected get checkpoint(): CheckpointChoice {
    return this.snapshot?.subject.checkpoint ?? 'latest';
  }

  /** A choice of this panel that is kept, or `preset`. */
  protected kept<T extends string | number | boolean>(key: string, preset: T): Widened<T> {
    const value = this.snapshot?.view[key];
    return (typeof value === typeof preset ? value : preset) as Widened<T>;
  }

  protected keep(key: string, value: string | number | boolean | null): void {
    this.host.remember({ ...this.snapshot?.view, [key]: value });
  }

  protected override willUpdate(_changed: PropertyValues): void {
    if (this.snapshot !== null) this.follow(this.snapshot);
  }

  /** Called before each drawing: asks for what is to be shown and is not there. */
  protected abstract follow(snapshot: PanelSnapshot): void;
}
