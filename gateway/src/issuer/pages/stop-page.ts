import { html } from './html.ts';
import { formTokenField, layOut, type Page } from './layout.ts';

export interface StopParts {
  readonly title: string;
  readonly message: string;
  readonly partnerName: string;
  /** Where the way back is asked for. */
  readonly path: string;
  readonly formToken: string;
  readonly formTarget: string;
}

/** Says that a question cannot be asked, with a way back to the partner. */
export function showStop({ title, message, partnerName, path, formToken, formTarget }: StopParts): Page {
  const content = html`<h1>${title}</h1>
<p class="lead">${message}</p>
<form method="post" action="${path}">
${formTokenField(formToken)}
<div class="buttons"><button class="main" name="answer" value="refuse">Go back to ${partnerName}</button></div>
</form>`;
  return layOut({ title, content, formTarget, status: 409 });
}
