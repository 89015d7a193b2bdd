/** Texts that the extension's code shows without asking `l10n.t` for them. */
import type { Node } from 'oxc-parser';
import { calledName, literalText, place, propertyName, type Source, walk } from './syntax.ts';

/** Members of VS Code's objects, and of the code's own, that users read. */
const SHOWN_MEMBERS: ReadonlySet<string> = new Set([
  ...['label', 'description', 'detail', 'title', 'tooltip', 'text', 'message', 'hint', 'name'],
  ...['placeHolder', 'prompt', 'openLabel', 'saveLabel'],
]);
/** Calls whose arguments users read: of VS Code, and of the code's own. */
const SHOWING_CALL =
  /^(window\.(show\w+|setStatusBarMessage)|TreeItem|CodeAction|TestMessage|FlowscopeError|showFailure|\w+\.create(TestController|RunProfile|TreeView))$/;
/** For developers, or not a text: logs, translated texts and their code words, and what the daemon reads. */
const NOT_SHOWN_CALL = /^(l10n\.t|log\.\w+|Error|RegExp|commands\.executeCommand|workspace\.getConfiguration|import)$/;

const NOT_CODE: ReadonlySet<string> = new Set(['ImportDeclaration', 'TSLiteralType', 'TSTypeAliasDeclaration']);

/** A name, which is the same in all languages. */
const NAME = 'Flowscope';
/** Texts that stay as they are: the file, the text, and why nobody reads it or why it is the same in all languages. */
const KEPT: readonly (readonly [file: string, text: RegExp, why: string])[] = [
  ['extension/panels/panel-page.ts', /./s, 'HTML and its security policy; the title of a webview is not shown'],
  ['extension/commands/export-onnx.ts', /^(log_prob|encode|sample)$/, 'names of functions, as on the command line'],
  ['extension/daemon/daemon-link.ts', /^The daemon closed the connection\.$/, 'for the log'],
  ['extension/language/middleware.ts', /^only flow specs can be edited$/, 'for the daemon'],
];

/** `file:line: text` of each. */
export function shownLiterals(source: Source): readonly string[] {
  const found: string[] = [];
  walk(source, (node, ancestors) => {
    const text = textOf(node);
    if (text === null || isExempt(node, ancestors)) return;
    if (KEPT.some(([file, kept]) => file === source.file && kept.test(text))) return;
    const words = text.replaceAll(/\$\([^)]*\)/g, '').replaceAll(NAME, '');
    const isShown = isShownPlace(node, ancestors) && /\p{L}{2}/u.test(words);
    if (isShown || isProse(words)) found.push(`${place(source, node)}: ${text}`);
  });
  return found;
}

/** The fixed parts of a literal or a template; null: another node. */
function textOf(node: Node): string | null {
  if (node.type === 'TemplateLiteral') return node.quasis.map(({ value }) => value.cooked ?? '').join('{}');
  return literalText(node);
}

/** Two words, or one with a capital: no identifier, no code and no name of a setting. */
function isProse(text: string): boolean {
  return /\p{L}{2}[,.:;]? \p{L}{2}/u.test(text) || /^\p{Lu}\p{Ll}+$/u.test(text);
}

function isExempt(node: Node, ancestors: readonly Node[]): boolean {
  const parent = ancestors.at(-1)!;
  if (parent.type === 'Property' && parent.key === node) return true;
  return (
    ancestors.some(({ type }) => NOT_CODE.has(type)) || ancestors.some((call) => NOT_SHOWN_CALL.test(calledName(call)))
  );
}

/** Whether the value of the literal, perhaps after a choice, is a shown member or argument. */
function isShownPlace(node: Node, ancestors: readonly Node[]): boolean {
  let value = node;
  for (const ancestor of ancestors.toReversed()) {
    if (ancestor.type === 'ConditionalExpression' && ancestor.test === value) return false;
    if (ancestor.type === 'BinaryExpression' && ancestor.operator !== '+') return false;
    if (ancestor.type === 'Property') return ancestor.value === value && SHOWN_MEMBERS.has(propertyName(ancestor.key));
    if (ancestor.type === 'AssignmentExpression') {
      return ancestor.left.type === 'MemberExpression' && SHOWN_MEMBERS.has(propertyName(ancestor.left.property));
    }
    const isArgument = 'arguments' in ancestor && ancestor.arguments.some((argument) => argument === value);
    if (isArgument) return SHOWING_CALL.test(calledName(ancestor)) && !isCode(ancestor, value);
    if (/Statement|Declaration|Function/.test(ancestor.type)) return false;
    value = ancestor;
  }
  return false;
}

/** The stable code of an error, or an id. */
function isCode(call: Node, value: Node): boolean {
  return (
    /^(FlowscopeError|\w+\.create\w+)$/.test(calledName(call)) && 'arguments' in call && call.arguments[0] === value
  );
}
