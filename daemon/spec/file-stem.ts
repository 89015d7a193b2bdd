import { basename } from 'node:path';

/** The name of a spec's file without `.flow.json`. */
export function fileStemOf(path: string): string {
  return basename(path).replace(/(\.flow)?\.json$/, '');
}
