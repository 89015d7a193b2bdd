import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openLog } from './log-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flowscope-log-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('two files of bounded size, the newest entries kept', () => {
  const path = join(folder, 'daemon.log');
  const { log, close } = openLog(path, { maxBytes: 1000 });
  for (let i = 0; i < 200; i++) log(`entry ${i}`);
  close();
  log('after the end');
  expect(readdirSync(folder).sort()).toEqual(['daemon.log', 'daemon.log.1']);
  for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).size).toBeLessThanOrEqual(1000);
  expect(readFileSync(path, 'utf8')).toMatch(/entry 199\n$/);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('a secret never reaches the disk, and an entry is one line with its continuation indented', () => {
  const path = join(folder, 'daemon.log');
  const { log, close } = openLog(path, { secrets: ['hush'] });
  log('Bearer hush\nforged: hush');
  close();
  expect(readFileSync(path, 'utf8')).toMatch(/^\S+Z Bearer \[secret\]\n {2}forged: \[secret\]\n$/);
});

test('entries go on after a restart; a symbolic link is not followed', () => {
  const path = join(folder, 'daemon.log');
  for (const text of ['first', 'second']) {
    const { log, close } = openLog(path);
    log(text);
    close();
  }
  expect(readFileSync(path, 'utf8').trim().split('\n')).toHaveLength(2);
  symlinkSync(path, join(folder, 'link.log'));
  expect(() => openLog(join(folder, 'link.log'))).toThrow();
});
