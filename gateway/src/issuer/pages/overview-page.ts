import type { ConsentEntry, ConsentOverview, ReadEntry } from '../consent-desk.ts';
import { isConsentScope, scopeWords } from '../scope-words.ts';
import { type Html, html } from './html.ts';
import { formTokenField, layOut, listProblems, type Page, type Problem } from './layout.ts';
import { writeDay, writeMinute, writeTimes } from './words.ts';

export interface OverviewParts {
  readonly overview: ConsentOverview;
  readonly formToken: string;
  /** What has just been done, in one sentence. */
  readonly told: string | null;
}

const endWords: Readonly<Record<string, string>> = {
  REJECTED: 'You refused',
  REVOKED: 'You took it back',
  EXPIRED: 'Its time is over',
  CONSUMED: 'Used up by one look',
  AWAITING_AUTHORISATION: 'Waits for your answer',
};

const nameScope = (scope: string): string => (isConsentScope(scope) ? scopeWords[scope].title : scope);

/** Whether a consent still lets its partner look. */
export const isInForce = ({ status }: ConsentEntry): boolean => status === 'AUTHORISED';

/** The customer's own page: who may look, who could, and who did. */
export function showOverview({ overview, formToken, told }: OverviewParts): Page {
  const inForce = overview.consents.filter(isInForce);
  const ended = overview.consents.filter((consent) => !isInForce(consent));
  const content = html`${told === null ? null : html`<p class="told" role="status">${told}</p>`}
<h1>Your permissions</h1>
<p class="lead">These are the partners that you allow to see some of your data.</p>
<h2>In force</h2>
${inForce.length > 0 ? inForce.map(showInForce) : html`<p>Nobody may see your data at the moment.</p>`}
<h2>Who looked at your data last</h2>
${overview.reads.length > 0 ? html`<ul class="log">${overview.reads.map(showRead)}</ul>` : html`<p>Nobody has looked.</p>`}
${ended.length > 0 ? html`<h2>Ended or refused</h2><ul class="log">${ended.map(showEnded)}</ul>` : null}
<form method="post" action="/consents/sign-out">
${formTokenField(formToken)}
<button class="plain">Sign out of this page</button>
</form>`;
  return layOut({ title: 'Your permissions', content });
}

function describe(consent: ConsentEntry): Html {
  const { scopes, purpose, grantedAt, expiresAt, lastUsedAt, useCount, duration } = consent;
  const end = expiresAt ? writeDay(expiresAt) : duration === 'ONE_TIME' ? 'one look' : 'until you take it back';
  const used = lastUsedAt ? `${writeTimes(useCount)}, last on ${writeMinute(lastUsedAt)}` : 'never';
  return html`<dl>
<dt>Sees</dt><dd>${scopes.map(nameScope).join('; ')}</dd>
<dt>Why</dt><dd>“${purpose}”</dd>
${grantedAt ? html`<dt>Since</dt><dd>${writeDay(grantedAt)}</dd>` : null}
<dt>Until</dt><dd>${end}</dd>
<dt>Looked</dt><dd>${used}</dd>
</dl>`;
}

const nameOf = ({ partnerName, miniProgram }: ConsentEntry): string =>
  miniProgram === null ? partnerName : `${partnerName}, ${miniProgram}`;

function showInForce(consent: ConsentEntry): Html {
  return html`<section class="card">
<h3>${nameOf(consent)}</h3>
${describe(consent)}
<a class="button" href="/consents/${consent.id}/revoke" aria-label="Take back the permission of ${nameOf(consent)}">Take back</a>
</section>`;
}

function showEnded(consent: ConsentEntry): Html {
  const words = endWords[consent.status] ?? 'Ended';
  const at = consent.revokedAt ?? (consent.status === 'EXPIRED' ? consent.expiresAt : null);
  return html`<li><strong>${nameOf(consent)}</strong><br><span class="quiet">${words}${at ? `, ${writeDay(at)}` : ''}: “${consent.purpose}”</span></li>`;
}

function showRead({ occurredAt, who, scopes, isGranted }: ReadEntry): Html {
  const what = scopes.length > 0 ? scopes.map(nameScope).join('; ') : 'Nothing of your data';
  const verdict = isGranted ? 'looked at' : 'was refused';
  return html`<li><strong>${who}</strong> ${verdict}: ${what}<br><span class="quiet">${writeMinute(occurredAt)}</span></li>`;
}

/** Asks once more before a permission is taken back. */
export function askRevocation(consent: ConsentEntry, formToken: string, problems: readonly Problem[] = []): Page {
  const content = html`${listProblems(problems)}
<h1>Take back the permission of ${nameOf(consent)}?</h1>
<p class="lead">From now on ${consent.partnerName} sees nothing more under this permission. What it has seen already, it may know. Everything else stays as it is.</p>
${describe(consent)}
<form method="post" action="/consents/${consent.id}/revoke">
${formTokenField(formToken)}
<div class="buttons">
<button class="main">Take it back</button>
<a class="button" href="/consents">Keep it</a>
</div>
</form>`;
  return layOut({ title: 'Take back a permission', content, status: problems.length > 0 ? 409 : 200 });
}
