/** The tables of the page on gain. */
import { markdownTable, meanOf } from '../quality/figures.ts';
import { type Agreement, isUniform, lostOf, measureOf, perFlow, pooled } from './agreement.ts';
import { MEASURE_NAMES, MEASURES, type MeasureName } from './measures.ts';
import type { StudiedFlow } from './study.ts';

const minus = (text: string) => text.replaceAll('-', '−');
const rho = (value: number) => minus(value.toFixed(2));
const nats = (value: number) => minus(Math.abs(value) < 0.0005 ? '0' : value.toFixed(3));

/** Best first. */
export function measureTable(all: readonly Agreement[]): string {
  return markdownTable(
    ['measure', 'ρ, all layers', '95 %', 'of one training', 'layers with a network', 'within a flow'],
    all
      .toSorted((a, b) => b.pooled - a.pooled)
      .map(({ measure, pooled: own, interval, oneModel, networks, perFlow: within }) => [
        measure === 'gain' ? '**gain**' : measure.replaceAll('|', '\\|'),
        rho(own),
        `${rho(interval[0])} … ${rho(interval[1])}`,
        rho(oneModel),
        rho(networks),
        rho(within),
      ]),
  );
}

/** What each measure is. */
export function measureList(): string {
  return MEASURE_NAMES.filter((name) => MEASURES[name] !== '')
    .map((name) => `- *${name}*: ${MEASURES[name]}`)
    .join('\n');
}

/** ρ of some measures in parts of the study. */
export function groupTable(flows: readonly StudiedFlow[], names: readonly MeasureName[]): string {
  const families = [...new Set(flows.map(({ flow }) => flow.family))];
  const groups: readonly (readonly [string, readonly StudiedFlow[]])[] = [
    ...families.map((family) => [family, flows.filter(({ flow }) => flow.family === family)] as const),
    ['toys (2 columns)', flows.filter(({ dimension }) => dimension === 2)],
    ['tables', flows.filter(({ dimension }) => dimension > 2)],
    ['all but few-rows-6, which overfits', flows.filter(({ flow }) => flow.rows !== 'few-rows-6')],
    ['stacks of equal layers', flows.filter(isUniform)],
    ['flows whose layers differ', flows.filter((flow) => !isUniform(flow))],
  ];
  return markdownTable(
    ['part', 'flows', 'layers', ...names.map((name) => `ρ of ${name}`)],
    groups.map(([title, own]) => [
      title,
      String(own.length),
      String(own.reduce((sum, { layers }) => sum + layers.length, 0)),
      ...names.map((name) => rho(pooled(own, (layer) => measureOf(layer, name)))),
    ]),
  );
}

/** Every layer: what was lost without it, and what the measures say, in the order of the flow. */
export function flowTable(flows: readonly StudiedFlow[], names: readonly MeasureName[]): string {
  return markdownTable(
    ['flow', 'rows', 'NLL', 'NLL lost without each layer', ...names, ...names.map((name) => `ρ of ${name}`)],
    flows.map((studied) => {
      const { flow, layers, nlls } = studied;
      const within = (name: MeasureName) => perFlow([studied], (layer) => measureOf(layer, name))[0];
      return [
        flow.architecture,
        flow.rows,
        meanOf(nlls).toFixed(3),
        layers.map((layer) => nats(lostOf(layer))).join(' · '),
        ...names.map((name) => layers.map((layer) => nats(measureOf(layer, name))).join(' · ')),
        ...names.map((name) => {
          const value = within(name);
          return value === undefined ? '' : rho(value);
        }),
      ];
    }),
  );
}
