import { getLanguageService, type LanguageService } from 'vscode-json-languageservice';

/** JSON features of the language (folding). Without a request service, it never fetches a schema. */
export function createJsonService(): LanguageService {
  return getLanguageService({});
}
