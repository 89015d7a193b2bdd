import { type DocumentSymbol, SymbolKind } from 'vscode-languageserver-types';
import {
  child,
  isArrayPlace,
  isObjectPlace,
  itemPath,
  keyPath,
  type ObjectNode,
  type Place,
  type SpecNode,
} from '../../spec/text/node.ts';
import type { Span } from '../../spec/text/range.ts';
import type { Analysis } from '../analysis/analysis.ts';

/** More are of no use to anybody, and take an editor long to show. */
const MOST = 5000;

/**
 * The outline, with at most 5000 entries: data, base, conditioners, layers (with repeats nested), networks, flows of
 * latents with their layers, training.
 */
export function documentSymbols({ parsed, tooLarge }: Analysis): readonly DocumentSymbol[] {
  const { root, lines } = parsed;
  const place: Place | null = root === null ? null : { node: root, path: '' };
  if (tooLarge || place === null || !isObjectPlace(place)) return [];
  let left = MOST;
  return place.node.members.flatMap((member) => {
    if (member.value === null || left-- <= 0) return [];
    const inside: Place = { node: member.value, path: keyPath('', member.key) };
    return [symbol(member.key, section(member.key, inside), member, member.keySpan)];
  });

  function section(key: string, place: Place): Entry {
    switch (key) {
      case 'data':
        return { kind: SymbolKind.Package, detail: textOf(place, 'source') };
      case 'base':
        return { kind: SymbolKind.Constant, detail: textOf(place, 'type') };
      case 'conditioners':
        return { kind: SymbolKind.Namespace, children: conditioners(place) };
      case 'layers':
        return { kind: SymbolKind.Array, children: layers(place) };
      case 'training':
        return { kind: SymbolKind.Object, detail: trainingDetail(place) };
      default:
        return member(place);
    }
  }

  /** A plain value, a network, or a flow of latents. */
  function member(place: Place): Entry {
    if (!isObjectPlace(place)) return { kind: SymbolKind.Property, detail: scalarText(place.node) };
    const list = child(place, 'layers');
    if (list !== null) return { kind: SymbolKind.Array, children: layers(list) };
    return { kind: SymbolKind.Property, detail: textOf(place, 'type') };
  }

  function conditioners(place: Place): readonly DocumentSymbol[] {
    if (!isObjectPlace(place)) return [];
    return place.node.members.flatMap((member) => {
      if (member.value === null || left-- <= 0) return [];
      const detail = textOf({ node: member.value, path: '' }, 'type');
      return [symbol(member.key, { kind: SymbolKind.Function, detail }, member, member.keySpan)];
    });
  }

  function layers(place: Place): readonly DocumentSymbol[] {
    if (!isArrayPlace(place)) return [];
    return place.node.items.flatMap((node, index) => layer({ node, path: itemPath(place.path, index) }));
  }

  function layer(place: Place): readonly DocumentSymbol[] {
    if (!isObjectPlace(place) || left-- <= 0) return [];
    const type = child(place, 'type');
    const name = scalarText(type?.node) || 'layer';
    return [symbol(name, layerEntry(name, place), place.node, type?.node ?? { offset: place.node.offset, length: 1 })];
  }

  function layerEntry(type: string, place: Place<ObjectNode>): Entry {
    const list = child(place, 'layers');
    const single = child(place, 'layer');
    const children = [...(single === null ? [] : layer(single)), ...(list === null ? [] : layers(list))];
    const times = scalarText(child(place, 'times')?.node);
    const levels = scalarText(child(place, 'levels')?.node);
    const network = scalarText(child(place, 'conditioner')?.node) || textAt(child(place, 'conditioner'), 'type');
    if (type === 'repeat') return { kind: SymbolKind.Enum, detail: times === '' ? '' : `${times} times`, children };
    if (type === 'multi-scale')
      return { kind: SymbolKind.Enum, detail: levels === '' ? '' : `${levels} levels`, children };
    return { kind: SymbolKind.Method, detail: network, children };
  }

  function symbol(name: string, { kind, detail = '', children = [] }: Entry, whole: Span, token: Span): DocumentSymbol {
    return {
      // The protocol requires names that are not blank.
      name: name.trim() === '' ? '(empty)' : name.slice(0, 100),
      kind,
      detail,
      range: lines.range(whole),
      selectionRange: lines.range(token),
      children: [...children],
    };
  }
}

interface Entry {
  readonly kind: SymbolKind;
  readonly detail?: string;
  readonly children?: readonly DocumentSymbol[];
}

function textOf(place: Place, key: string): string {
  return isObjectPlace(place) ? scalarText(child(place, key)?.node) : '';
}

function textAt(place: Place | null, key: string): string {
  return place === null ? '' : textOf(place, key);
}

function trainingDetail(place: Place): string {
  const steps = textOf(place, 'steps');
  const epochs = textOf(place, 'epochs');
  return steps !== '' ? `${steps} steps` : epochs !== '' ? `${epochs} epochs` : '';
}

/** A plain value as text; '' for objects, lists and missing values. */
function scalarText(node: SpecNode | undefined): string {
  if (node === undefined || node.kind === 'object' || node.kind === 'array') return '';
  return String(node.value).slice(0, 100);
}
