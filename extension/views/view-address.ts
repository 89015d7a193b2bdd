/** Addresses of the texts that runs were trained from: `flowscope:/NAME.flow.json?RUN`. */
import { Uri } from 'vscode';

export const SCHEME = 'flowscope';

/** @param runDir directory of the run */
export function specAddress(title: string, runDir: string): Uri {
  return Uri.from({ scheme: SCHEME, path: `/${title}.flow.json`, query: runDir });
}

/** null: another kind of address. */
export function runOfAddress(uri: Uri): string | null {
  return uri.scheme === SCHEME && uri.query !== '' ? uri.query : null;
}
