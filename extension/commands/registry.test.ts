import { expect, test, vi } from 'vitest';
import { commandArguments } from '../../protocol/language/command-arguments.ts';
import { l10n } from '../testing/l10n.ts';

vi.mock('vscode', () => ({ l10n }));
const { COMMANDS } = await import('./registry.ts');

const ids = COMMANDS.map(({ id }) => id);

test('each command is registered once', () => {
  expect(ids).toEqual([...new Set(ids)]);
});

test('the commands of code lenses are commands', () => {
  expect(ids).toEqual(expect.arrayContaining(Object.keys(commandArguments)));
});

test('a menu never offers a command twice in the same place', () => {
  const places = COMMANDS.flatMap(({ id, menus = [] }) => menus.map(({ menu, group }) => `${menu} ${group} ${id}`));
  expect(places).toEqual([...new Set(places)]);
});
