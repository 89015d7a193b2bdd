import type { RunInfo } from './rpc/run-methods.ts';

/** How a run is called where there is little room: the user's label, else the name of the flow. */
export function shownName({ label, name }: Pick<RunInfo, 'label' | 'name'>): string {
  return label ?? name;
}
