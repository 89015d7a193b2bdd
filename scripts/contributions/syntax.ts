/** The syntax tree of a TypeScript file, as far as texts need it. */
import { type Node, parseSync, visitorKeys } from 'oxc-parser';

export interface Source {
  /** Path from the checkout's root. */
  readonly file: string;
  readonly text: string;
}

/** Calls `visit` with each node, after its ancestors, the innermost of which comes last. @throws Error for a syntax error */
export function walk({ file, text }: Source, visit: (node: Node, ancestors: readonly Node[]) => void): void {
  const { program, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]!.message}`);
  const go = (node: Node, ancestors: readonly Node[]) => {
    visit(node, ancestors);
    const within = [...ancestors, node];
    for (const key of visitorKeys[node.type] ?? []) {
      const children = [Reflect.get(node, key)].flat() as readonly (Node | null | undefined)[];
      for (const child of children) if (child != null) go(child, within);
    }
  };
  go(program, []);
}

/** The text of a string literal, or of a template without placeholders; null: anything else. */
export function literalText(node: Node | undefined): string | null {
  if (node?.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node?.type === 'TemplateLiteral' && node.quasis.length === 1) return node.quasis[0]!.value.cooked;
  return null;
}

/** `window.showInformationMessage` for a call of it; the name alone for a plain function; '' for anything else. */
export function calledName(node: Node): string {
  if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return '';
  const { callee } = node;
  if (callee.type === 'Identifier') return callee.name;
  if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return '';
  const { object, property } = callee;
  const owner =
    object.type === 'Identifier'
      ? object.name
      : object.type === 'MemberExpression'
        ? propertyName(object.property)
        : '';
  return owner === '' ? property.name : `${owner}.${property.name}`;
}

export function propertyName(node: Node): string {
  return node.type === 'Identifier' ? node.name : (literalText(node) ?? '');
}

/** `file:line`. */
export function place({ file, text }: Source, { start }: Node): string {
  return `${file}:${text.slice(0, start).split('\n').length}`;
}
