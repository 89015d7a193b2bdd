import { beforeEach, expect, test, vi } from 'vitest';

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
const listeners: (() => void)[] = [];
const listen = (listener: () => void) => {
  listeners.push(listener);
  return { dispose: () => {} };
};
const tabGroups = {
  all: [] as readonly Group[],
  activeTabGroup: undefined as Group | undefined,
  close: vi.fn(async (_groups: readonly Group[], _preserveFocus: boolean) => true),
  onDidChangeTabs: listen,
  onDidChangeTabGroups: listen,
};
const executeCommand = vi.fn(async (_command: string) => {});
vi.mock('vscode', () => ({
  commands: { executeCommand },
  Disposable: { from: () => ({ dispose: () => {} }) },
  TabInputWebview,
  ViewColumn: { Beside: -2 },
  window: { tabGroups },
}));
const { closeWithLastPanel, sideColumn } = await import('./side-column.ts');

const TEXT = { input: {} };
const PANEL = { input: new TabInputWebview('mainThreadWebview-flowscope.training') };
const group = (viewColumn: number, ...tabs: Group['tabs']): Group => ({ viewColumn, tabs });
const BESIDE = -2;

beforeEach(() => {
  listeners.length = 0;
  tabGroups.close.mockClear();
  executeCommand.mockClear();
});

test.each([
  ['the column of the panels', [group(1, TEXT), group(2, TEXT), group(3, PANEL)], 3],
  ['an empty column, which may be the one that was theirs', [group(1), group(2, TEXT)], 1],
  ['a new one beside two of files', [group(1, TEXT), group(2, TEXT)], BESIDE],
  ['a new one beside the only one', [group(1, TEXT)], BESIDE],
])('%s', (_, all, column) => {
  Object.assign(tabGroups, { all, activeTabGroup: all.find(({ tabs }) => tabs.includes(TEXT)) });
  expect(sideColumn()).toBe(column);
});

/** Columns that are closed as the groups become these, one after the other. */
function closed(...states: readonly (readonly Group[])[]): readonly number[] {
  const [first, ...others] = states;
  tabGroups.all = first!;
  closeWithLastPanel(() => {});
  for (const all of others) {
    tabGroups.all = all;
    for (const listener of listeners) listener();
  }
  return tabGroups.close.mock.calls.flatMap(([groups]) => groups.map(({ viewColumn }) => viewColumn));
}

test('the column of the panels closes with the last of them', () => {
  const open = [group(1, TEXT), group(2, PANEL, PANEL)];
  expect(closed(open, [group(1, TEXT), group(2, PANEL)], [group(1, TEXT), group(2)])).toEqual([2]);
});

test.each([
  ['a file is in it', [group(1, TEXT), group(2, PANEL)], [group(1, TEXT), group(2, TEXT)]],
  ['it never had a panel', [group(1, TEXT), group(2, TEXT)], [group(1, TEXT), group(2)]],
])('a column stays if %s', (_, before, after) => {
  expect(closed(before, after)).toEqual([]);
  expect(executeCommand).not.toHaveBeenCalled();
});

test.each([
  ['that was there before', [group(1, PANEL)]],
  ['beside which all others closed at the same moment', [group(1, TEXT), group(2, PANEL)]],
])('the only column, %s, is unlocked instead', (_, before) => {
  expect(closed(before, [group(1)])).toEqual([]);
  expect(executeCommand).toHaveBeenCalledExactlyOnceWith('workbench.action.unlockEditorGroup');
});
