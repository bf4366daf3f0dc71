import type { DeskRules, PartnerDescription } from '../consent-desk.ts';
import type { ConsentRequest } from '../consent-request.ts';
import { type ConsentScope, scopeWords } from '../scope-words.ts';
import { type Html, html } from './html.ts';
import { formTokenField, layOut, listProblems, type Page, type Problem, titleOf } from './layout.ts';
import { writeDay, writeTerm } from './words.ts';

/** What the customer has chosen so far. */
export interface Choices {
  readonly ticked: ReadonlySet<ConsentScope>;
  /** The answers to the sensitive scopes, each asked by itself. */
  readonly answers: ReadonlyMap<ConsentScope, boolean>;
}

export interface ConsentParts {
  readonly partner: PartnerDescription;
  readonly request: ConsentRequest;
  readonly rules: DeskRules;
  readonly choices: Choices;
  /** Where the page and its forms are. */
  readonly path: string;
  readonly formToken: string;
  readonly problems: readonly Problem[];
  readonly now: Date;
  readonly status?: number;
  readonly formTarget: string;
}

/** Nothing is chosen for the customer. */
export const noChoices: Choices = { ticked: new Set(), answers: new Map() };

/** The question of a partner, in plain words, with an answer for each thing that is asked for. */
export function showConsent(parts: ConsentParts): Page {
  const { partner, request, rules, choices, path, formToken, problems, now, status, formTarget } = parts;
  const sensitive = request.scopes.filter((scope) => rules.sensitive.has(scope));
  const ordinary = request.scopes.filter((scope) => !rules.sensitive.has(scope));
  const { name } = partner;
  const place =
    partner.miniProgram === null ? null : html`<p>For its mini program <strong>${partner.miniProgram}</strong></p>`;
  const checked =
    partner.checkedAt === null ? null : html`<p class="quiet">Checked by us since ${writeDay(partner.checkedAt)}</p>`;
  const content = html`${listProblems(problems)}
<h1>${name} asks to see some of your data</h1>
<div class="who"><p>Asked by <strong>${name}</strong></p>${place}${checked}</div>
<h2>Why</h2>
<p>In the words of ${name}:</p>
<blockquote><p>“${request.purpose}”</p></blockquote>
<h2>For how long</h2>
<p>${writeTerm(request.term, now)}</p>
<form method="post" action="${path}">
${formTokenField(formToken)}
<input type="hidden" name="policy_version" value="${rules.policyVersion}">
<h2>What you allow</h2>
<p>Nothing is chosen for you. Allow as much or as little as you like.</p>
${ordinary.length > 0 ? showOrdinary(ordinary, choices) : null}
${sensitive.map((scope) => askSeparately(scope, name, choices))}
<h2>Good to know</h2>
<ul>
<li>If you refuse, everything else goes on as before: your account, your other mini programs and what you pay do not change.</li>
<li>You can take a permission back at any time in the app, or under <a href="/consents">your permissions</a>. From then on ${name} sees nothing more.</li>
<li>Each look at your data is written down, and you can see who looked and when.</li>
<li>Version of the privacy policy: ${rules.policyVersion}.</li>
</ul>
<div class="buttons">
<button class="main" name="answer" value="allow">Allow what I chose</button>
<button name="answer" value="refuse">Refuse everything</button>
</div>
</form>
<form method="post" action="${path}/sign-out">
${formTokenField(formToken)}
<button class="plain">This is not my account: sign in with another code</button>
</form>`;
  return layOut({
    title: titleOf(`${name} asks for permission`, problems),
    content,
    formTarget,
    ...(status !== undefined && { status }),
  });
}

function showOrdinary(scopes: readonly ConsentScope[], { ticked }: Choices): Html {
  const choices = scopes.map((scope) => {
    const { title, shows, hides } = scopeWords[scope];
    const id = idOf(scope);
    return html`<div class="choice">
<input type="checkbox" id="${id}" name="scope" value="${scope}" aria-describedby="${id}-words"${ticked.has(scope) ? html` checked` : null}>
<label for="${id}">${title}</label>
<p class="quiet" id="${id}-words">${shows} ${hides}</p>
</div>`;
  });
  return html`<fieldset class="mild"><legend>Tick what you allow</legend>${choices}</fieldset>`;
}

function askSeparately(scope: ConsentScope, partnerName: string, { answers }: Choices): Html {
  const { title, shows, hides } = scopeWords[scope];
  const id = idOf(scope);
  const answer = answers.get(scope);
  const choose = (value: 'yes' | 'no', words: string, isChosen: boolean) =>
    html`<label for="${id}-${value}"><input type="radio" id="${id}-${value}" name="${scope}" value="${value}" aria-describedby="${id}-words"${isChosen ? html` checked` : null}>${words}</label>`;
  return html`<fieldset id="${id}" tabindex="-1"><legend>${title}</legend>
<p class="tag">Sensitive: asked by itself</p>
<p id="${id}-words">${shows} ${hides}</p>
<p>May ${partnerName} see this?</p>
<div class="answers">
${choose('yes', 'Yes, allow this', answer === true)}
${choose('no', 'No', answer === false)}
</div>
</fieldset>`;
}

/** The id of the element that asks for a scope. */
export const idOf = (scope: ConsentScope): string => `scope-${scope.toLowerCase().replaceAll('_', '-')}`;
