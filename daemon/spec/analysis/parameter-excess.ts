import { flattenPlan } from '../../flow/flatten-plan.ts';
import type { FlowPlan } from '../../flow/plan.ts';
import { isFlowPlan } from '../../models/flow-plan.ts';
import type { ModelPlan } from '../../models/plan.ts';
import type { ProposedFix, Report } from '../diagnostic.ts';
import { fix, replace, setMember } from '../fixes/edits.ts';
import type { PlacedParameters } from '../resolve/registries.ts';
import { child, type ObjectNode, openingBrace, type Place, type ScalarNode, type SpecNode } from '../text/node.ts';
import { createSites } from '../text/sites.ts';

/**
 * More parameters for each number of the training rows than this, with fewer training rows for each column: networks of four
 * couplings then lose 0.7 to 400 nats on other rows against smaller ones, at their best step (docs/decisions/few-rows-for-a-flow.md).
 */
const PARAMETERS_PER_NUMBER = 50;
const ROWS_PER_COLUMN = 100;
/** Narrower networks say little about their input. */
const NARROWEST = 4;
const HIDDEN = 'hidden';

export interface ExcessOptions {
  readonly plan: ModelPlan;
  /** Of the training split. */
  readonly rows: number;
  /** Parameters of a plan by position. */
  readonly count: (plan: ModelPlan) => PlacedParameters | Promise<PlacedParameters>;
}

/** `few-rows`: a flow of vectors that has so many parameters that it learns its few rows by heart. */
export async function reportParameterExcess(
  report: Report,
  root: Place<ObjectNode>,
  places: PlacedParameters,
  { plan, rows, count }: ExcessOptions,
): Promise<void> {
  const [columns = 1] = plan.inputShape;
  const most = PARAMETERS_PER_NUMBER * rows * columns;
  const total = sumOf(places);
  if (!isFlowPlan(plan) || total <= most || rows >= ROWS_PER_COLUMN * columns) return;
  const scale = await fittingScale(plan, most, count);
  const [path] = [...places].reduce((a, b) => (b[1] > a[1] ? b : a));
  const at = path.includes('[')
    ? createSites(root).keySpan(path, 'conditioner')
    : { span: child(root, path)?.node ?? openingBrace(root.node), path };
  const each = total / (rows * columns);
  const how = scale === null ? 'Use fewer layers' : `Use narrower networks: divide "${HIDDEN}" by ${1 / scale}`;
  report.add({
    code: 'few-rows',
    severity: 'warning',
    message: `${rows} training rows are few for a flow with ${total} parameters (${Math.round(each)} for each number in them): it learns the rows by heart, and its NLL on other rows is high. ${how}`,
    span: at.span,
    path: at.path,
    fixes: [scale === null ? null : narrowing(report.document.text, root, plan, scale)],
  });
}

function sumOf(places: PlacedParameters): number {
  return [...places.values()].reduce((sum, count) => sum + count, 0);
}

type Plan = ModelPlan & FlowPlan;

/** The share of the widths of all networks with which the flow fits, 1/2, 1/4, …; null: it does not with the narrowest ones. */
async function fittingScale(plan: Plan, most: number, count: ExcessOptions['count']): Promise<number | null> {
  for (let scale = 1 / 2; ; scale /= 2) {
    const { layers, widest } = scaled(plan, scale);
    if (widest < NARROWEST) return null;
    const narrow: Plan = { ...plan, layers };
    if (sumOf(await count(narrow)) <= most) return scale;
  }
}

/** Equal layers share their configuration, and are counted once: they still do. */
function scaled(plan: Plan, scale: number): { readonly layers: Plan['layers']; readonly widest: number } {
  const copies = new Map<object, object>();
  let widest = 0;
  const visit = (value: unknown, key: string): unknown => {
    if (key === HIDDEN && typeof value === 'number') {
      widest = Math.max(widest, value * scale);
      return narrowed(value, scale);
    }
    if (typeof value !== 'object' || value === null) return value;
    const known = copies.get(value);
    if (known !== undefined) return known;
    const entries = Object.entries(value).map(([name, own]) => [name, visit(own, name)]);
    const copy = Array.isArray(value) ? value.map((item) => visit(item, key)) : Object.fromEntries(entries);
    copies.set(value, copy);
    return copy;
  };
  return { layers: visit(plan.layers, '') as Plan['layers'], widest };
}

function narrowed(width: number, scale: number): number {
  return Math.max(NARROWEST, Math.round(width * scale));
}

/** Divides all widths in the text; layers with a network that is not written get one. */
function narrowing(text: string, root: Place<ObjectNode>, plan: Plan, scale: number): ProposedFix {
  const written = ['layers', 'conditioners'].flatMap((key) => widthsIn(child(root, key)?.node ?? null, key));
  const sites = createSites(root);
  const paths = new Map(flattenPlan(plan).map(({ path, layer }) => [path, layer.config]));
  const added = [...paths].flatMap(([path, config]) => {
    const network = 'conditioner' in config ? networkOf(config.conditioner, scale) : null;
    const place = sites.place(path);
    if (network === null || place === null || child(place, 'conditioner') !== null) return [];
    return [setMember(text, place.node, 'conditioner', network)];
  });
  const changes = written.map((node) => replace(node, String(narrowed(Number(node.value), scale))));
  return fix(`Divide "${HIDDEN}" of all networks by ${1 / scale}`, ...changes, ...added);
}

/** A network as JSON text; null: it has no widths. */
function networkOf(conditioner: unknown, scale: number): string | null {
  if (typeof conditioner !== 'object' || conditioner === null) return null;
  const { type, hidden } = { type: null, hidden: null, ...conditioner };
  const widths: readonly unknown[] = Array.isArray(hidden) ? hidden : [hidden];
  const narrow = widths.flatMap((width) => (typeof width === 'number' ? [narrowed(width, scale)] : []));
  if (narrow.length === 0) return null;
  return JSON.stringify({ type, [HIDDEN]: Array.isArray(hidden) ? narrow : narrow[0] });
}

function widthsIn(node: SpecNode | null, key: string): readonly ScalarNode[] {
  if (node?.kind === 'number') return key === HIDDEN ? [node] : [];
  if (node?.kind === 'array') return node.items.flatMap((item) => widthsIn(item, key));
  if (node?.kind === 'object') return node.members.flatMap((member) => widthsIn(member.value, member.key));
  return [];
}
