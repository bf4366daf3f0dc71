import { useState } from 'react';
import type { TokenState } from './fetcher.ts';
import { keepToken, readClaims, readToken } from './token.ts';

const timeFormat = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  day: 'numeric',
  month: 'short',
});

/** The strip above the editor: whose token is sent, and whether the gateway took it. */
export function TokenBar({ state, onReset }: { state: TokenState; onReset: () => void }) {
  const [token, setToken] = useState(readToken);
  const [refusedToken, setRefusedToken] = useState({ state, token });
  // A refusal belongs to the token that was sent: once another is pasted, the old sentence would be about nothing.
  if (refusedToken.state !== state) setRefusedToken({ state, token });
  const isRefused = state.kind === 'refused' && refusedToken.token === token;

  return (
    <header className="token-bar">
      <h1>Ecosystem Supergraph</h1>
      <label className="token-field">
        <span>Token</span>
        <input
          name="token"
          value={token}
          placeholder="Paste what `npm run --silent token -- customer liwei` prints"
          autoComplete="off"
          spellCheck={false}
          aria-invalid={isRefused}
          aria-describedby="token-state"
          onChange={({ target }) => setToken(keepToken(target.value))}
        />
      </label>
      <output id="token-state" className={isRefused ? 'token-state refused' : 'token-state'}>
        {isRefused ? `Token refused: ${state.reason}` : describeToken(token)}
      </output>
      <nav>
        <button type="button" onClick={onReset} title="Close all tabs and open the example operations again">
          Reset examples
        </button>
        <a href="/">Apollo Sandbox</a>
      </nav>
    </header>
  );
}

function describeToken(token: string): string {
  if (token === '') return 'No token: only public fields answer.';
  const claims = readClaims(token);
  if (!claims) return 'This does not look like a token (a JWT has three parts joined by dots).';
  const { subject, expiresAt } = claims;
  if (expiresAt && expiresAt < new Date()) return `Expired ${timeFormat.format(expiresAt)}: make a new one.`;
  return expiresAt ? `Sent as ${subject}, until ${timeFormat.format(expiresAt)}.` : `Sent as ${subject}.`;
}
