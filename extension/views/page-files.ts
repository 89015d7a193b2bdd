/** The text pages as read-only files: VS Code opens those again after a window was reloaded. */
import {
  type Disposable,
  EventEmitter,
  type FileChangeEvent,
  FileChangeType,
  FileSystemError,
  type FileSystemProvider,
  FileType,
  type Uri,
} from 'vscode';

export interface PageFiles extends FileSystemProvider, Disposable {
  /** The page is to be made anew. */
  changed(uri: Uri): void;
}

/** @param text of a page; never throws */
export function pageFiles(text: (uri: Uri) => Promise<string>): PageFiles {
  const changes = new EventEmitter<FileChangeEvent[]>();
  const versions = new Map<string, number>();
  let last = Date.now();
  const refuse = (uri: Uri) => {
    throw FileSystemError.NoPermissions(uri);
  };
  const touch = (uri: Uri) => {
    // Two changes within a millisecond are two versions.
    last = Math.max(last + 1, Date.now());
    versions.set(uri.toString(), last);
  };
  return {
    onDidChangeFile: changes.event,
    changed(uri) {
      touch(uri);
      changes.fire([{ type: FileChangeType.Changed, uri }]);
    },
    watch: () => ({ dispose() {} }),
    stat(uri) {
      if (!versions.has(uri.toString())) touch(uri);
      // The size is not known before the page is made; what was read counts.
      return { type: FileType.File, ctime: 0, mtime: versions.get(uri.toString())!, size: 0 };
    },
    readFile: async (uri) => new TextEncoder().encode(await text(uri)),
    readDirectory: () => [],
    createDirectory: refuse,
    writeFile: refuse,
    delete: refuse,
    rename: refuse,
    dispose: () => changes.dispose(),
  };
}
