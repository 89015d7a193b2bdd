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

/** @param text reads the text of an address */
export function pageFiles(text: (uri: Uri) => Promise<string>): FileSystemProvider & Disposable {
  // The text of a run never changes.
  const changes = new EventEmitter<FileChangeEvent[]>();
  const refuse = (uri: Uri) => {
    throw FileSystemError.NoPermissions(uri);
  };
  return {
    onDidChangeFile: changes.event,
    watch: () => ({ dispose() {} }),
    // The size is not known before reading. VS Code uses the length of the content.
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
