import type { DeskRules, Grant } from './consent-desk.ts';
import type { ConsentRequest } from './consent-request.ts';
import { type Choices, idOf } from './pages/consent-page.ts';
import type { Problem } from './pages/layout.ts';
import { type ConsentScope, scopeWords } from './scope-words.ts';

/** What the customer's form says. */
export type Answer =
  | { readonly kind: 'allow'; readonly grant: Grant }
  /** The form leaves something open; the choices made so far are kept. */
  | { readonly kind: 'incomplete'; readonly problems: readonly Problem[]; readonly choices: Choices };

/** Reads the form of the consent page. Each sensitive scope needs an answer of its own, and something must be allowed. */
export function readAnswer(form: URLSearchParams, { scopes }: ConsentRequest, rules: DeskRules): Answer {
  const ticked = new Set(form.getAll('scope'));
  const ordinary = scopes.filter((scope) => !rules.sensitive.has(scope) && ticked.has(scope));
  const sensitive = scopes.filter((scope) => rules.sensitive.has(scope));
  const answers = new Map(
    sensitive.flatMap((scope): [ConsentScope, boolean][] => {
      const answer = form.get(scope);
      return answer === 'yes' || answer === 'no' ? [[scope, answer === 'yes']] : [];
    }),
  );
  const separately = sensitive.filter((scope) => answers.get(scope) === true);
  const granted = [...ordinary, ...separately];
  const problems: Problem[] = sensitive
    .filter((scope) => !answers.has(scope))
    .map((scope) => ({ at: idOf(scope), message: `Answer yes or no: ${scopeWords[scope].title}.` }));
  const [first] = scopes;
  if (problems.length === 0 && granted.length === 0 && first) {
    problems.push({ at: idOf(first), message: 'You allowed nothing. Choose something, or press “Refuse everything”.' });
  }
  if (problems.length > 0) return { kind: 'incomplete', problems, choices: { ticked: new Set(ordinary), answers } };
  const policyVersion = form.get('policy_version') ?? '';
  return { kind: 'allow', grant: { scopes: granted, separately, policyVersion } };
}
