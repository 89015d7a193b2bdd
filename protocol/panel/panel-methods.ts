/** The daemon's methods that a panel may call: they only read. */
import { FIGURES } from '../figures/registry.ts';
import type { MethodDefinition } from '../rpc/method.ts';
import { runGet, runLayers, runMarks, runSeries } from '../rpc/run-methods.ts';

const METHODS: readonly MethodDefinition[] = [
  runGet,
  runSeries,
  runMarks,
  runLayers,
  ...Object.values(FIGURES)
    .filter(({ panel }) => panel)
    .map(({ method }) => method),
];

export const PANEL_METHODS: ReadonlyMap<string, MethodDefinition> = new Map(
  METHODS.map((method) => [method.name, method]),
);
