import { getLanguageService, type LanguageService } from 'vscode-json-languageservice';

/** The JSON side of the language (folding). It never fetches a schema: there is no request service. */
export function createJsonService(): LanguageService {
  return getLanguageService({});
}
