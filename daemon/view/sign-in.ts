/** Sign-in: a code works once, and is exchanged for a token that is valid as long as the command runs. */
import { randomBytes } from 'node:crypto';
import { sameSecret } from '../encoding/same-secret.ts';

export interface SignIn {
  /** Part of one address. */
  readonly code: string;
  /** @returns the token for the code; null: the code is wrong, or was used already */
  exchange(code: string): string | null;
  isToken(token: string): boolean;
}

/** Code and token have 256 random bits each. */
export function createSignIn(): SignIn {
  const secret = () => randomBytes(32).toString('base64url');
  const code = secret();
  const token = secret();
  let used = false;
  return {
    code,
    exchange(given) {
      if (!sameSecret(given, code) || used) return null;
      used = true;
      return token;
    },
    // Before the exchange nobody has the token.
    isToken: (given) => sameSecret(given, token) && used,
  };
}
