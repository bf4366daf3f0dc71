import { type Html, html } from './html.ts';
import { formTokenField, layOut, listProblems, type Page, type Problem, titleOf } from './layout.ts';

export interface SignInParts {
  /** Who asks something of the customer, or null on the customer's own page. */
  readonly partnerName: string | null;
  /** Where the code is sent. */
  readonly action: string;
  /** Where it is said that the customer does not want to; null where there is nobody to be sent back to. */
  readonly cancelAction: string | null;
  readonly formToken: string;
  readonly problems: readonly Problem[];
  readonly status?: number;
  readonly formTarget?: string;
}

/** The page on which a customer types the code that the app shows. */
export function showSignIn(parts: SignInParts): Page {
  const { partnerName, action, cancelAction, formToken, problems, status, formTarget } = parts;
  const isWrong = problems.length > 0;
  const reason: Html =
    partnerName === null
      ? html`<p class="lead">Here you see who may look at your data, and can take it back.</p>`
      : html`<p class="lead"><strong>${partnerName}</strong> wants to ask you for permission to see some of your data. Sign in to read the question; nothing is shared by signing in.</p>`;
  const cancel =
    cancelAction === null || partnerName === null
      ? null
      : html`<form method="post" action="${cancelAction}">
${formTokenField(formToken)}
<button class="plain" name="answer" value="refuse">Cancel and go back to ${partnerName}</button>
</form>`;
  const content = html`${listProblems(problems)}
<h1>Sign in with the app</h1>
${reason}
<form method="post" action="${action}" class="entry">
${formTokenField(formToken)}
<label for="code">Sign-in code</label>
<p class="quiet" id="code-help">Open the app, choose “Me”, then “Sign in on a web page”. The code works once and for five minutes.</p>
<input id="code" name="code" type="text" required autocomplete="one-time-code" autocapitalize="characters" spellcheck="false" maxlength="40" aria-describedby="code-help"${isWrong ? html` aria-invalid="true"` : null}>
<p class="quiet">Type this code only on this page. Nobody else, and no partner, ever needs it.</p>
<div class="buttons"><button class="main">Sign in</button></div>
</form>
${cancel}`;
  return layOut({ title: titleOf('Sign in', problems), content, formTarget, ...(status !== undefined && { status }) });
}
