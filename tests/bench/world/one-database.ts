import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { SubgraphDefinition } from '@ecosystem/kit/subgraph';
import postgres, { type Sql } from 'postgres';

/** The database in which each subgraph's tables are a schema: what one SQL statement can reach. */
export const oneDatabase = 'everything';

/** Tables whose ids are shown, with the prefix of the type: the text is kept beside the id, as who writes by hand would do it. */
const textIds: Readonly<Record<string, string>> = {
  'finance.loans': `'lon'`,
  'finance.payments': `'pay'`,
  'finance.policies': `case kind when 'AUTO' then 'pau' when 'HEALTH' then 'phe' when 'LIFE' then 'pli' else 'prf' end`,
  'health.patients': `'pat'`,
  'health.appointments': `'apt'`,
  'auto.vehicles': `'veh'`,
  'auto.fines': `'fne'`,
  'auto.rides': `'rid'`,
  'commerce.orders': `'ord'`,
  'commerce.group_teams': `'gbt'`,
  'commerce.products': `'prd'`,
  'commerce.merchants': `'mer'`,
  'commerce.categories': `'cat'`,
  'commerce.variants': `'var'`,
  'social.mini_programs': `'app'`,
  'social.consents': `'cns'`,
  'social.partners': `'par'`,
};

/** The text form of an id (TypeID 0.3): 130 bits, the first two 0, five for each character; amounts and instants as the scalars write them. */
const formatting = `
  create function public.format_id(prefix text, id uuid) returns text language sql immutable as $$
    select prefix || '_' || string_agg(
      substr('0123456789abcdefghjkmnpqrstvwxyz', substring(bits from place * 5 + 1 for 5)::integer + 1, 1), '' order by place)
    from (select '00'::bit(2) || ('x' || replace(id::text, '-', ''))::bit(128) as bits) as of_id, generate_series(0, 25) as place
  $$;
  create function public.format_minor(minor bigint, currency text) returns text language sql immutable as $$
    select case currency when 'JPY' then minor::text else round(minor / 100.0, 2)::text end
  $$;
  create function public.format_instant(at timestamptz) returns text language sql immutable as $$
    select replace(to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), '.000Z', 'Z')
  $$;
  create function public.format_money(minor bigint, currency text) returns json language sql immutable as $$
    select json_build_object('amount', case currency when 'JPY' then minor::text else round(minor / 100.0, 2)::text end, 'currency', currency)
  $$`;

/** Makes the tables of all subgraphs in one database, each in the schema of its name, and copies the rows. */
export async function fillOneDatabase(
  urlOf: (database: string) => string,
  definitions: readonly SubgraphDefinition[],
): Promise<void> {
  const target = postgres(urlOf(oneDatabase), { max: 1, onnotice: () => {} });
  try {
    await target.unsafe(formatting);
    await target.unsafe('create extension postgres_fdw');
    for (const definition of definitions) await copySubgraph(target, new URL(urlOf(definition.name)), definition);
    for (const [table, prefix] of Object.entries(textIds)) {
      const id = table === 'commerce.group_teams' ? 'team_id' : 'id';
      await target.unsafe(
        `alter table ${table} add column text_id text generated always as (public.format_id(${prefix}, ${id})) stored`,
      );
    }
    await target.unsafe('vacuum analyze');
  } finally {
    await target.end();
  }
}

async function copySubgraph(target: Sql, source: URL, definition: SubgraphDefinition): Promise<void> {
  const { name } = definition;
  await target.unsafe(`create schema ${name}`);
  await target.unsafe(`set search_path = ${name}, public`);
  for (const statements of readMigrations(definition)) {
    await target.unsafe(statements.replaceAll('"public".', `"${name}".`));
  }
  const remote = `${name}_source`;
  await target.unsafe(`
    create schema ${remote};
    create server ${remote} foreign data wrapper postgres_fdw
      options (host '${source.hostname}', port '${source.port}', dbname '${source.pathname.slice(1)}', fetch_size '10000');
    create user mapping for current_user server ${remote}
      options (user '${source.username}', password '${decodeURIComponent(source.password)}');
    import foreign schema public from server ${remote} into ${remote}`);
  const tables = await target<{ name: string }[]>`
    select relname as name from pg_class where relkind = 'f' and relnamespace = ${remote}::regnamespace order by relname`;
  // The rows were checked where they come from: no triggers, no foreign keys.
  await target.unsafe('set session_replication_role = replica');
  for (const { name: table } of tables) {
    // Numbers that the database gave to rows are copied like all others.
    await target.unsafe(`insert into ${name}.${table} overriding system value select * from ${remote}.${table}`);
  }
  await target.unsafe('set session_replication_role = origin');
  await target.unsafe(`drop schema ${remote} cascade; drop server ${remote} cascade; set search_path = public`);
}

/** The texts of the migrations in their order. */
function readMigrations({ migrations }: SubgraphDefinition): string[] {
  const folder = fileURLToPath(migrations);
  const journal = JSON.parse(readFileSync(`${folder}/meta/_journal.json`, 'utf8')) as {
    readonly entries: readonly { readonly tag: string }[];
  };
  return journal.entries.map(({ tag }) =>
    readFileSync(`${folder}/${tag}.sql`, 'utf8').replaceAll('--> statement-breakpoint', ''),
  );
}
