import { type Html, html } from './html.ts';
import { stylePath } from './style.ts';

/** What a browser gets. */
export interface Page {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface PageParts {
  /** In the browser's tab; the page's own heading stands in `content`. */
  readonly title: string;
  readonly content: Html;
  readonly status?: number;
  /** Where a form may lead besides our own pages: browsers check redirects after a form as well. */
  readonly formTarget?: string | undefined;
}

/** Headers of every page: nothing runs on it, nothing else can show it, nobody keeps it. */
export function pageHeaders(formTarget?: string): Record<string, string> {
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    "base-uri 'none'",
    `form-action 'self'${formTarget === undefined ? '' : ` ${formTarget}`}`,
    "frame-ancestors 'none'",
  ];
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy.join('; '),
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'cross-origin-opener-policy': 'same-origin',
  };
}

/** A whole page around its content. */
export function layOut({ title, content, status = 200, formTarget }: PageParts): Page {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} – Ecosystem</title>
<link rel="stylesheet" href="${stylePath}">
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header><p class="brand"><span aria-hidden="true" class="mark"></span>Ecosystem</p></header>
<main id="main" tabindex="-1">
${content}
</main>
<footer><p>You decide who sees your data. You can see and take back what you allowed at any time under <a href="/consents">your permissions</a>.</p></footer>
</body>
</html>
`;
  return { status, headers: pageHeaders(formTarget), body: page.html };
}

/** One thing that is wrong with what was sent, and where to put it right. */
export interface Problem {
  readonly message: string;
  /** The id of the element. */
  readonly at?: string;
}

/** The title of a page on which something is wrong says so first. */
export const titleOf = (title: string, problems: readonly Problem[]): string =>
  problems.length > 0 ? `Error: ${title}` : title;

/** The summary of what is wrong, read out at once by screen readers. */
export function listProblems(problems: readonly Problem[]): Html | null {
  if (problems.length === 0) return null;
  const items = problems.map(({ message, at }) =>
    at === undefined ? html`<li>${message}</li>` : html`<li><a href="#${at}">${message}</a></li>`,
  );
  return html`<div class="problems" role="alert" tabindex="-1" autofocus><p><strong>Please check this</strong></p><ul>${items}</ul></div>`;
}

/** The hidden field against forged requests. */
export const formTokenField = (token: string): Html => html`<input type="hidden" name="form_token" value="${token}">`;
