import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { BuildOptions, Plugin } from 'esbuild';

const pageFolder = join(import.meta.dirname, 'page');
const cacheFolder = join(import.meta.dirname, '../../node_modules/.cache');

/**
 * The files of the page, by name, in one folder; `index.js` and `index.css` are the entry points, the rest is loaded by them.
 * `version` changes whenever a file does.
 */
export type Bundle = { readonly version: string; readonly folder: string; readonly files: ReadonlySet<string> };

let pending: Promise<Bundle> | undefined;

/**
 * The bundled page, built on first use (about 3 s) and kept under node_modules/.cache until a source or a package changes.
 * A failed build is tried again by the next caller.
 */
export function bundlePage(): Promise<Bundle> {
  pending ??= findOrBuild().catch((error: unknown) => {
    pending = undefined;
    throw error;
  });
  return pending;
}

async function findOrBuild(): Promise<Bundle> {
  const version = await hashInputs();
  const folder = join(cacheFolder, `ecosystem-graphiql-${version}`);
  if (!existsSync(folder)) await buildInto(folder);
  return { version, folder, files: new Set(await readdir(folder)) };
}

/** What the bundle follows from: the page's sources, this file and the exact versions of what is bundled. */
async function hashInputs(): Promise<string> {
  const hash = createHash('sha256').update(await readFile(import.meta.filename));
  for (const name of (await readdir(pageFolder)).toSorted())
    hash.update(name).update(await readFile(join(pageFolder, name)));
  const require = createRequire(import.meta.url);
  for (const name of ['graphiql', 'react', 'react-dom', 'graphql']) {
    hash.update(await readFile(require.resolve(`${name}/package.json`)));
  }
  return hash.digest('hex').slice(0, 16);
}

async function buildInto(folder: string): Promise<void> {
  // Loaded only to build: esbuild brings a process of its own, which a server that only serves should not carry.
  const { build, stop } = await import('esbuild');
  await mkdir(cacheFolder, { recursive: true });
  // Built beside and moved in one step: a server killed in the middle leaves nothing half done behind.
  const draft = await mkdtemp(join(cacheFolder, 'ecosystem-graphiql-draft-'));
  try {
    await build({
      ...commonOptions,
      entryPoints: [join(pageFolder, 'index.tsx')],
      outdir: draft,
      format: 'esm',
      splitting: true,
      jsx: 'automatic',
      loader: { '.ttf': 'file' },
      plugins: [bundleWorkers(draft)],
    });
    await rename(draft, folder);
  } catch (error) {
    // Another process may have been faster; its files are as good.
    if (!existsSync(folder)) throw error;
  } finally {
    await stop();
    await rm(draft, { recursive: true, force: true });
  }
}

const commonOptions: BuildOptions = {
  bundle: true,
  minify: true,
  target: 'es2022',
  logLevel: 'silent',
  define: { 'process.env.NODE_ENV': '"production"' },
  pure: ['console.info'],
};

/** Understands `x.js?worker` imports: a worker is a file of its own, and importing it gives a class that starts it. */
const bundleWorkers = (outdir: string): Plugin => ({
  name: 'workers',
  setup({ esbuild: { build }, onLoad, onResolve, resolve }) {
    onResolve({ filter: /\?worker$/ }, async ({ path, resolveDir }) => {
      const found = await resolve(path.replace(/\?worker$/, ''), { resolveDir, kind: 'import-statement' });
      return found.errors.length > 0 ? { errors: found.errors } : { path: found.path, namespace: 'worker' };
    });
    onLoad({ filter: /.*/, namespace: 'worker' }, async ({ path }) => {
      const name = path.split('/').at(-1) ?? '';
      await build({ ...commonOptions, entryPoints: [path], outfile: join(outdir, name), format: 'iife' });
      const url = JSON.stringify(`./${name}`);
      const contents = `export default class extends Worker { constructor() { super(new URL(${url}, import.meta.url)); } }`;
      return { contents, resolveDir: dirname(path) };
    });
  },
});
