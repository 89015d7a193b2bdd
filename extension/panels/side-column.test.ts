import { beforeEach, expect, test, vi } from 'vitest';

const executeCommand = vi.fn(async () => undefined);
class TabInputWebview {
  readonly viewType: string;
  constructor(viewType: string) {
    this.viewType = viewType;
  }
}
interface Group {
  readonly viewColumn: number;
  readonly tabs: readonly { readonly input: unknown }[];
}
const tabGroups: { all: readonly Group[]; activeTabGroup: Group | undefined } = { all: [], activeTabGroup: undefined };
vi.mock('vscode', () => ({
  commands: { executeCommand },
  TabInputWebview,
  ViewColumn: { Beside: -2 },
  window: { tabGroups },
}));
const { sideColumn } = await import('./side-column.ts');

const TEXT = { input: {} };
const PANEL = { input: new TabInputWebview('mainThreadWebview-flowscope.training') };
const group = (viewColumn: number, ...tabs: Group['tabs']): Group => ({ viewColumn, tabs });
const BESIDE = -2;

beforeEach(() => executeCommand.mockClear());

test.each([
  ['the column of the panels', [group(1, TEXT), group(2, TEXT), group(3, PANEL)], 3],
  ['an empty column, which may be the one that was theirs', [group(1, TEXT), group(2)], 2],
  ['a new one beside two of files', [group(1, TEXT), group(2, TEXT)], BESIDE],
])('%s', (_, all, column) => {
  Object.assign(tabGroups, { all, activeTabGroup: all[0] });
  expect(sideColumn()).toBe(column);
  expect(executeCommand).not.toHaveBeenCalled();
});

test('the only column may have been theirs: it is unlocked before there is a second one', () => {
  const only = group(1, TEXT);
  Object.assign(tabGroups, { all: [only], activeTabGroup: only });
  expect(sideColumn()).toBe(BESIDE);
  expect(executeCommand).toHaveBeenCalledExactlyOnceWith('workbench.action.unlockEditorGroup');
});
