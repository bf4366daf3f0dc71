/** A page as a browser without scripts sees it. */
export interface VisitedPage {
  readonly status: number;
  /** The address of the page after all redirects on the same host, or the foreign address that the browser was sent to. */
  readonly url: string;
  readonly body: string;
  readonly headers: Headers;
}

/** A browser without scripts: keeps cookies, follows redirects on the hosts it may visit, and sends the forms of pages. */
export interface PageVisitor {
  open(url: string): Promise<VisitedPage>;
  /** Sends a form of the last page, with its hidden fields. */
  send(path: string, fields: readonly (readonly [string, string])[]): Promise<VisitedPage>;
  /** The cookies of the browser, by name. */
  readonly cookies: Map<string, string>;
}

const redirects = new Set([302, 303]);
const redirectsMax = 10;

/** @param hosts where the browser follows redirects to. */
export function createPageVisitor(hosts: readonly string[]): PageVisitor {
  // Paths of cookies matter: one interaction must not be taken for another.
  const jar: { name: string; value: string; path: string }[] = [];
  let last: VisitedPage | null = null;

  const keep = (headers: Headers) => {
    for (const text of headers.getSetCookie()) {
      const [pair = '', ...attributes] = text.split('; ');
      const [name = '', value = ''] = pair.split(/=(.*)/s);
      const path = attributes.find((one) => /^path=/i.test(one))?.slice('path='.length) ?? '/';
      const at = jar.findIndex((one) => one.name === name && one.path === path);
      if (at >= 0) jar.splice(at, 1);
      const isGone = value === '' || attributes.some((one) => /^expires=Thu, 01 Jan 1970/i.test(one));
      if (!isGone) jar.push({ name, value, path });
    }
  };
  const visit = async (url: string, form?: URLSearchParams): Promise<VisitedPage> => {
    let [target, body, hops] = [url, form, 0];
    for (;;) {
      const { host, pathname } = new URL(target);
      if (!hosts.includes(host)) return { status: 0, url: target, body: '', headers: new Headers() };
      const cookie = jar.filter(({ path }) => pathname.startsWith(path)).map(({ name, value }) => `${name}=${value}`);
      const response = await fetch(target, {
        redirect: 'manual',
        headers: { cookie: cookie.join('; '), accept: 'text/html' },
        ...(body && { method: 'POST', body }),
      });
      keep(response.headers);
      const location = response.headers.get('location');
      if (!redirects.has(response.status) || location === null || hops >= redirectsMax) {
        return { status: response.status, url: target, body: await response.text(), headers: response.headers };
      }
      [target, body, hops] = [new URL(location, target).href, undefined, hops + 1];
    }
  };
  return {
    get cookies() {
      return new Map(jar.map(({ name, value }) => [name, value]));
    },
    async open(url) {
      last = await visit(url);
      return last;
    },
    async send(path, fields) {
      if (!last) throw new Error('No page is open.');
      const form = readHidden(last.body, path);
      for (const [name, value] of fields) form.append(name, value);
      last = await visit(new URL(path, last.url).href, form);
      return last;
    },
  };
}

/** What the form of that address carries without being asked. */
function readHidden(page: string, path: string): URLSearchParams {
  const [form = ''] = page.match(new RegExp(`<form[^>]* action="${path}"[^]*?</form>`)) ?? [];
  const hidden = form.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g);
  return new URLSearchParams([...hidden].map(([, name = '', value = '']): [string, string] => [name, value]));
}
