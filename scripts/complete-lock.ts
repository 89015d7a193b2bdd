/**
 * Completes package-lock.json for every platform.
 *
 * `npm install` leaves out the builds for other platforms when the registry it asks does not carry them, and then
 * `npm ci` refuses the lock file everywhere. Each missing optional dependency that is pinned to an exact version gets
 * its entry here, with the platform that its name states; npm skips it where it does not belong. An entry that a
 * registry has filled in (with its integrity) is left as it is. Registry addresses never belong in the file.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { completeLock, type LockFile } from './lock/complete.ts';

const file = 'package-lock.json';
const lock = JSON.parse(await readFile(file, 'utf8')) as LockFile;
const { lock: completed, added } = completeLock(lock);
await writeFile(file, `${JSON.stringify(completed, null, 2)}\n`);
console.log(added.length === 0 ? `${file} is complete` : `${file}: added ${added.length} builds for other platforms`);
