/** VS Code's module in a language that does not exist, with a user who answers what a test says, and a record of what is shown. */
import { readFileSync } from 'node:fs';
import { pseudoBundle } from '../../scripts/l10n/testing/pseudo.ts';
import { l10nOf } from './l10n.ts';

/** Every string that was given to VS Code, also in lists and objects. */
export const shown: string[] = [];
/** Of the user, in order; none: cancels. A function answers with what it makes of the arguments. */
export const answers: unknown[] = [];
/** The items of the status bar. */
export const items: object[] = [];
export const settings: Record<string, string> = {};
export const trust = { isTrusted: true };

export function show(...values: readonly unknown[]): void {
  shown.push(...values.flatMap(stringsOf));
}

function stringsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return Object.entries(value ?? {}).flatMap(([name, item]) => (DATA.has(name) ? [] : stringsOf(item)));
}

/** Members that are no texts. */
const DATA: ReadonlySet<string> = new Set(['id', 'command', 'contextValue', 'run', 'filters', 'defaultUri']);

class Empty {}
class Shown {
  constructor(...args: readonly unknown[]) {
    show(...args);
  }
}
class Uri {
  readonly fsPath: string;
  constructor(fsPath: string) {
    this.fsPath = fsPath;
  }
  static file = (path: string) => new Uri(path);
  static joinPath = () => new Uri('/9');
}
class MarkdownString {
  appendText(text: string): this {
    show(text);
    return this;
  }
  appendMarkdown(text: string): this {
    return this.appendText(text);
  }
}

async function ask(...args: readonly unknown[]): Promise<unknown> {
  show(...args);
  const answer = answers.shift();
  return typeof answer === 'function' ? answer(...args) : answer;
}

function createItem(): object {
  const item = { show() {}, hide() {}, dispose() {} };
  items.push(item);
  return item;
}

const bundle = JSON.parse(readFileSync('l10n/bundle.l10n.json', 'utf8'));

export const vscode = {
  l10n: l10nOf(pseudoBundle(bundle)),
  window: {
    visibleTextEditors: [],
    createStatusBarItem: createItem,
    showInformationMessage: ask,
    showWarningMessage: ask,
    showErrorMessage: ask,
    showQuickPick: ask,
    showInputBox: ask,
    showSaveDialog: ask,
    showOpenDialog: ask,
    withProgress(options: unknown, work: (progress: null, token: null) => unknown) {
      show(options);
      return work(null, null);
    },
  },
  languages: { createLanguageStatusItem: createItem },
  workspace: {
    textDocuments: [],
    fs: {
      /** As where there is no trash. */
      delete: () => Promise.reject(new Error('4')),
    },
    get isTrusted() {
      return trust.isTrusted;
    },
    getConfiguration: () => ({
      inspect: (name: string) => ({ globalValue: settings[name] }),
      get: (name: string) => settings[name],
    }),
  },
  commands: { executeCommand: async () => {} },
  env: { language: 'en' },
  Uri,
  MarkdownString,
  CancellationError: class extends Error {},
  TreeItem: Shown,
  ThemeIcon: Empty,
  ThemeColor: Empty,
  TreeItemCollapsibleState: {},
  StatusBarAlignment: {},
  LanguageStatusSeverity: {},
  ProgressLocation: {},
};
