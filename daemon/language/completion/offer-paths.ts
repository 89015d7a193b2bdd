import { opendir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CompletionItemKind } from 'vscode-languageserver-types';
import { staysInside } from '../analysis/inside-folder.ts';
import type { Offer } from './offer.ts';
import { escapeSnippet } from './snippet.ts';

const MAXIMUM_ENTRIES = 500;

export interface PathScope {
  /** Folder of the spec. */
  readonly folder: string;
  /** false: nothing outside the folder is accessed, not even through a link. */
  readonly trusted: boolean;
}

/** Files and folders that continue `typed` (the text before the cursor). A folder that cannot be read offers nothing. */
export async function offerPaths(typed: string, { folder, trusted }: PathScope): Promise<readonly Offer[]> {
  const cut = typed.lastIndexOf('/') + 1;
  const shown = typed.slice(0, cut);
  const target = resolve(folder, shown === '' ? '.' : shown);
  try {
    if (!trusted && !(await staysInside(folder, shown))) return [];
    return await list(target, shown, typed.slice(cut).startsWith('.'));
  } catch {
    // Missing, not a folder, not readable, or not a path at all: there is nothing to offer.
    return [];
  }
}

async function list(target: string, shown: string, hidden: boolean): Promise<readonly Offer[]> {
  const offers: Offer[] = [];
  for await (const entry of await opendir(target)) {
    if (offers.length >= MAXIMUM_ENTRIES) break;
    if (entry.name.startsWith('.') && !hidden) continue;
    if (!entry.isFile() && !entry.isDirectory() && !entry.isSymbolicLink()) continue;
    offers.push(offerOf(entry.name, entry.isDirectory(), shown));
  }
  return offers.sort((a, b) => (a.label < b.label ? -1 : 1)).map((offer, rank) => ({ ...offer, rank }));
}

function offerOf(name: string, isFolder: boolean, shown: string): Offer {
  const label = isFolder ? `${name}/` : name;
  const path = JSON.stringify(`${shown}${label}`);
  return {
    label,
    kind: isFolder ? CompletionItemKind.Folder : CompletionItemKind.File,
    snippet: escapeSnippet(path),
    filter: path,
  };
}
