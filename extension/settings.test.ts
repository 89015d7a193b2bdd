import { join } from 'node:path';
import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import type { Uri } from 'vscode';

const settings: Record<string, unknown> = {};

vi.mock('vscode', () => ({
  l10n: {
    t: (text: string, ...values: unknown[]) => text.replaceAll(/\{(\d)\}/g, (_, i) => String(values[Number(i)])),
  },
  workspace: {
    getConfiguration: () => ({ get: (name: string) => settings[name] }),
    getWorkspaceFolder: () => ({ uri: { fsPath: join('/', 'project') } }),
  },
}));

// Files share a process, in which others know another vscode.
vi.resetModules();
afterAll(() => vi.resetModules());
const { engineDefaults } = await import('./settings.ts');
const scope = {} as Uri;

beforeEach(() => {
  for (const name of Object.keys(settings)) delete settings[name];
});

test('settings that are empty or auto say nothing, so that an older daemon can start the run', () => {
  expect(engineDefaults(scope)).toEqual({});
  Object.assign(settings, { backend: 'auto', device: ' ', pythonPath: '' });
  expect(engineDefaults(scope)).toEqual({});
});

test('the settings are defaults: the Python starts in the workspace folder, a command is looked up', () => {
  Object.assign(settings, { backend: 'jax', device: 'gpu:1', pythonPath: join('.venv', 'bin', 'python') });
  expect(engineDefaults(scope)).toEqual({
    ...{ backend: 'jax', device: 'gpu:1', isDefault: true },
    python: join('/', 'project', '.venv', 'bin', 'python'),
  });
  settings.pythonPath = 'python3.12';
  expect(engineDefaults(scope).python).toBe('python3.12');
});

test('a value that does not exist is named', () => {
  settings.device = 'GPU one';
  expect(() => engineDefaults(scope)).toThrow(
    "The setting flowscope.device is invalid: 'GPU one' is not one of its values.",
  );
});
