/** The daemon's methods that a panel may call: they only read. */
import {
  inspectDensity,
  inspectInterpolate,
  inspectLatents,
  inspectLayers,
  inspectSamples,
  inspectTraversal,
} from '../rpc/inspect-methods.ts';
import type { MethodDefinition } from '../rpc/method.ts';
import { runGet, runLayers, runMarks, runSeries } from '../rpc/run-methods.ts';

const METHODS: readonly MethodDefinition[] = [
  runGet,
  runSeries,
  runMarks,
  runLayers,
  inspectLayers,
  inspectTraversal,
  inspectInterpolate,
  inspectSamples,
  inspectDensity,
  inspectLatents,
];

export const PANEL_METHODS: ReadonlyMap<string, MethodDefinition> = new Map(
  METHODS.map((method) => [method.name, method]),
);
