/** Files that two processes have open, as after a take-over. */
import { mkdtempSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemError } from '../../../test/durability/faulty-file-system.ts';
import { openAppendFile } from './append-file.ts';

let root = '';
let path = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'flowscope-append-'));
  path = join(root, 'log');
});
afterEach(() => rmSync(root, { recursive: true }));

const text = () => readFileSync(path, 'utf8');
const line = (name: string) => Buffer.from(`${name}\n`);

test('bytes of another writer are never overwritten', () => {
  const [first, second] = [openAppendFile(path), openAppendFile(path)];
  for (const name of ['a', 'b', 'c']) {
    first.append(line(`first ${name}`));
    second.append(line(`second ${name}`));
  }
  expect(text()).toBe('first a\nsecond a\nfirst b\nsecond b\nfirst c\nsecond c\n');
  first.close();
  second.close();
});

test('what a replaced writer still adds is cut off by its successor, whose own bytes it cannot cut off', () => {
  let holder = 'first';
  let replace = () => {};
  const confirm = (who: string) => () => {
    if (holder !== who) throw new Error('lost');
    // It is stopped here, after its check.
    if (who === 'first') replace();
  };
  const first = openAppendFile(path, { confirm: confirm('first') });
  first.append(line('one'));
  let second = first;
  replace = () => {
    holder = 'second';
    second = openAppendFile(path, { confirm: confirm('second') });
    second.append(line('two'));
  };
  first.append(line('late'));
  expect(text()).toBe('one\ntwo\nlate\n');
  second.append(line('three'));
  expect(text()).toBe('one\ntwo\nthree\n');
  expect(() => first.append(line('later'))).toThrow('lost');
  expect(second.size).toBe(text().length);
  first.close();
  second.close();
});

test('a writer that may not write any more changes nothing', () => {
  let may = true;
  const confirm = () => {
    if (!may) throw new Error('lost');
  };
  const file = openAppendFile(path, { confirm });
  file.append(line('whole'));
  may = false;
  expect(() => file.append(line('late'))).toThrow('lost');
  expect(() => file.truncate(0)).toThrow('lost');
  expect(() => openAppendFile(join(root, 'new'), { confirm })).toThrow('lost');
  expect(text()).toBe('whole\n');
  file.close();
});

test('a partial write is cut back only by a writer that may still write', () => {
  let may = true;
  let room = Number.POSITIVE_INFINITY;
  const file = openAppendFile(path, {
    confirm() {
      if (!may) throw new Error('lost');
    },
    calls: {
      write(descriptor, bytes, offset) {
        if (room === 0) throw systemError('ENOSPC');
        const count = writeSync(descriptor, bytes, offset, Math.min(room, bytes.length - offset));
        room -= count;
        // Another took over during the write.
        if (room === 0 && Buffer.from(bytes).includes('late')) may = false;
        return count;
      },
      sync() {},
    },
  });
  const other = openAppendFile(path);
  file.append(line('one'));
  file.append(line('two'));
  room = 3;
  expect(() => file.append(line('three'))).toThrow(expect.objectContaining({ code: 'disk-full' }));
  expect(text()).toBe('one\ntwo\n');
  room = 2;
  expect(() => file.append(line('late'))).toThrow(expect.objectContaining({ code: 'disk-full' }));
  other.append(line('!'));
  expect(() => file.append(line('later'))).toThrow('lost');
  expect(text()).toBe('one\ntwo\nla!\n');
  file.close();
  other.close();
});
