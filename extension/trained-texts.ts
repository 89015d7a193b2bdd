/** The texts that runs were trained from, as read-only files with addresses `flowscope:/NAME.flow.json?RUN`. */
import {
  type Disposable,
  EventEmitter,
  type FileChangeEvent,
  FileSystemError,
  type FileSystemProvider,
  FileType,
  Uri,
} from 'vscode';

export const SCHEME = 'flowscope';

/** @param runDir directory of the run */
export function trainedAddress(title: string, runDir: string): Uri {
  return Uri.from({ scheme: SCHEME, path: `/${title}.flow.json`, query: runDir });
}

/** Directory of the run; null: another kind of address. */
export function runOfAddress(uri: Uri): string | null {
  return uri.scheme === SCHEME && uri.query !== '' ? uri.query : null;
}

/** @param text reads the text of an address */
export function trainedTexts(text: (uri: Uri) => Promise<string>): FileSystemProvider & Disposable {
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
