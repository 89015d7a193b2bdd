/** A point that is followed through the layers: a held-out row, or where the user moved it. */
import type { ReactiveControllerHost } from 'lit';
import type { PanelHost } from '../bridge/panel-host.ts';
import type { Subject } from '../components/base/checkpoint-panel.ts';
import { Resource } from '../components/base/resource.ts';
import { fetchProbe, type Probe, type ProbedPoint } from './latent-data.ts';

export class FollowedPoint {
  /** What is known of the point, or was of the last one. */
  readonly probe: Resource<Probe>;
  readonly #element: ReactiveControllerHost;
  #moved: Exclude<ProbedPoint, { row: number }> | null = null;
  #of = '';
  #home: Probe | null = null;

  constructor(element: ReactiveControllerHost) {
    this.#element = element;
    this.probe = new Resource<Probe>(element);
  }

  /** Requests what is missing; called before each update. @param row to follow until the point is moved */
  ask(host: PanelHost, { run, checkpoint, key }: Subject, row: number, isImage: boolean): void {
    const of = `${run} ${row}`;
    if (of !== this.#of) {
      this.#moved = null;
      this.#home = null;
    }
    this.#of = of;
    const point = this.#moved ?? { row };
    // While the point is dragged, an older request completes first: otherwise none would before the pointer rests.
    this.probe.load(
      `${key} ${JSON.stringify(point)}`,
      (signal) => fetchProbe({ host, run, checkpoint, signal }, point, isImage),
      `${run} probe`,
    );
    if (this.probe.value?.row === row) this.#home = this.probe.value;
  }

  get isMoved(): boolean {
    return this.#moved !== null;
  }

  /** What is known of the row that the point was before it was moved; null: not known yet. */
  get home(): Probe | null {
    return this.#home;
  }

  /** Where the point is in the data. It goes with the pointer, and what is computed of it follows. */
  get x(): readonly number[] | null {
    if (this.#moved !== null && 'x' in this.#moved) return this.#moved.x;
    return this.probe.value?.x.map(known) ?? null;
  }

  /** Where it is among the latents. */
  get z(): readonly number[] | null {
    if (this.#moved !== null && 'z' in this.#moved) return this.#moved.z;
    return this.probe.value?.z.map(known) ?? null;
  }

  moveTo(space: 'x' | 'z', place: readonly number[]): void {
    this.#moved = space === 'x' ? { x: place } : { z: place };
    this.#element.requestUpdate();
  }

  /** Moves some coordinates. */
  moveCoordinates(space: 'x' | 'z', coordinates: readonly (readonly [index: number, value: number])[]): void {
    const place = [...(this[space] ?? [])];
    for (const [index, value] of coordinates) if (index < place.length) place[index] = value;
    if (place.length > 0) this.moveTo(space, place);
  }

  /** Back to the row. */
  reset(): void {
    this.#moved = null;
    this.#element.requestUpdate();
  }
}

function known(value: number | null): number {
  return value ?? Number.NaN;
}
