import { expect, test, vi } from 'vitest';

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
  TabInputWebview,
  ViewColumn: { Beside: -2 },
  window: { tabGroups },
}));
const { sideColumn } = await import('./side-column.ts');

const TEXT = { input: {} };
const PANEL = { input: new TabInputWebview('mainThreadWebview-flowscope.training') };
const group = (viewColumn: number, ...tabs: Group['tabs']): Group => ({ viewColumn, tabs });
const BESIDE = -2;

test.each([
  ['the column of the panels', [group(1, TEXT), group(2, TEXT), group(3, PANEL)], 3],
  ['an empty column, which may be the one that was theirs', [group(1), group(2, TEXT)], 1],
  ['a new one beside two of files', [group(1, TEXT), group(2, TEXT)], BESIDE],
  ['a new one beside the only one', [group(1, TEXT)], BESIDE],
])('%s', (_, all, column) => {
  Object.assign(tabGroups, { all, activeTabGroup: all.find(({ tabs }) => tabs.includes(TEXT)) });
  expect(sideColumn()).toBe(column);
});
