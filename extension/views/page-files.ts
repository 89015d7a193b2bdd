/** The texts that runs were trained from, as read-only files. */
import {
  type Disposable,
  EventEmitter,
  type FileChangeEvent,
  FileSystemError,
  type FileSystemProvider,
  FileType,
  type Uri,
} from 'vscode';

/** @param text of an address @throws whatever the daemon could not do */
export function pageFiles(text: (uri: Uri) => Promise<string>): FileSystemProvider & Disposable {
  // A run's text never changes.
  const changes = new EventEmitter<FileChangeEvent[]>();
  const refuse = (uri: Uri) => {
    throw FileSystemError.NoPermissions(uri);
  };
  return {
    onDidChangeFile: changes.event,
    watch: () => ({ dispose() {} }),
    // The size is not known before it is read; what was read counts.
    stat: () => ({ type: FileType.File, ctime: 0, mtime: 0, size: 0 }),
    readFile: async (uri) => new TextEncoder().encode(await text(uri)),
    readDirectory: () => [],
    createDirectory: refuse,
    writeFile: refuse,
    delete: refuse,
    rename: refuse,
    dispose: () => changes.dispose(),
  };
}
