/** Versions that fit: of the daemon, and of the Node that runs it. */
import { l10n } from 'vscode';
import { FlowscopeError } from '../../daemon/errors/flowscope-error.ts';

/** Oldest supported Node, and the first VS Code that includes it. */
const OLDEST_NODE = 22;
const FIRST_EDITOR = '1.101';

/**
 * Checks that the editor's Node can run the daemon. The extension itself also runs with older versions.
 * @param version such as "20.9.0" @throws FlowscopeError `old-node`
 */
export function checkOwnNode(version: string): void {
  if (Number.parseInt(version, 10) >= OLDEST_NODE) return;
  throw new FlowscopeError(
    'old-node',
    l10n.t('This editor includes Node {0}, but the daemon needs Node {1} or newer.', version, OLDEST_NODE),
    {
      hint: l10n.t(
        'Install Node {0} or newer and set {1} to its path, or update the editor: VS Code {2} and later include it.',
        OLDEST_NODE,
        'flowscope.nodePath',
        FIRST_EDITOR,
      ),
    },
  );
}

/** Whether version `a` is older than `b`: `1.9.0` than `1.10.0`, `1.0.0-beta` than `1.0.0`. */
export function isOlder(a: string, b: string): boolean {
  const [left, right] = [parse(a), parse(b)];
  for (const [i, number] of left.numbers.entries()) {
    const other = right.numbers[i]!;
    if (number !== other) return number < other;
  }
  return left.suffix !== '' && right.suffix === '';
}

/** Text that is not a version is older than any version. */
function parse(version: string) {
  const match = /^(\d+)\.(\d+)\.(\d+)(-[^+]*)?/.exec(version);
  return { numbers: [1, 2, 3].map((group) => Number(match?.[group] ?? -1)), suffix: match?.[4] ?? '' };
}
