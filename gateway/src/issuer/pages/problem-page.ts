import { html } from './html.ts';
import { layOut, type Page } from './layout.ts';

export interface ProblemParts {
  readonly title: string;
  /** What happened and what to do now, in sentences for customers. */
  readonly message: string;
  /** For whoever made the site that led here. */
  readonly detail?: string;
  readonly status?: number;
}

/** A page that says that something did not work; nothing can be done on it. */
export function showProblem({ title, message, detail, status = 400 }: ProblemParts): Page {
  const forMakers =
    detail === undefined ? null : html`<p class="quiet">For the makers of that site: <code>${detail}</code></p>`;
  const content = html`<h1>${title}</h1>
<p class="lead">${message}</p>
${forMakers}`;
  return layOut({ title, content, status });
}
