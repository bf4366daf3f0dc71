const storageKey = 'ecosystem:token';

/** What a token says about its bearer; read for display only, never trusted. */
export type TokenClaims = { subject: string; expiresAt: Date | undefined };

/** The token of this browser tab, or an empty text. It ends with the tab: session storage is not shared and not kept. */
export const readToken = (): string => sessionStorage.getItem(storageKey) ?? '';

/** Keeps the token for this browser tab; people paste it with `Bearer` in front or with line breaks, so both are taken off. */
export function keepToken(text: string): string {
  const token = text.trim().replace(/^(authorization:\s*)?bearer\s+/i, '');
  if (token === '') sessionStorage.removeItem(storageKey);
  else sessionStorage.setItem(storageKey, token);
  return token;
}

/** Reads the claims of a JWT without checking it; undefined when the text is not a JWT. */
export function readClaims(token: string): TokenClaims | undefined {
  const payload = token.split('.')[1];
  if (!payload) return undefined;
  try {
    const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (sign) =>
      sign.charCodeAt(0),
    );
    const { sub, exp } = JSON.parse(new TextDecoder().decode(bytes));
    return { subject: String(sub ?? 'an unnamed caller'), expiresAt: exp ? new Date(exp * 1000) : undefined };
  } catch {
    return undefined;
  }
}
