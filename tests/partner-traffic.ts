import { setTimeout as sleep } from 'node:timers/promises';
import { openDevelopmentIssuer } from '@ecosystem/kit/development-issuer';
import { findPersona, findSubject } from '@ecosystem/kit/personas';
import postgres from 'postgres';
import { type Agreed, agree, type Place } from './partner-consents.ts';
import { operationOf, sendTo } from './partner-requests.ts';
import type { Answer } from './world.ts';

const orders = operationOf('shop', 'CustomerOrders');
const callers = 6;
/** So that a gateway that refuses at once is not asked thousands of times. */
const pauseMs = 5;

/** What one request came to; null: the connection was lost. */
export interface Outcome {
  readonly requestId: string;
  readonly status: number | null;
  readonly codes: readonly unknown[];
  readonly hasData: boolean;
}

/** A gateway in processes of its own, as a place where partners and customers meet. */
export async function openPlace(url: string, dataDir: string): Promise<Place> {
  const issuer = await openDevelopmentIssuer(dataDir);
  return {
    url,
    async token(personaName, subjectName) {
      const persona = findPersona(personaName);
      const subject = subjectName === undefined ? persona?.subject : findSubject(subjectName);
      if (!persona || !subject) throw new Error(`There is no ${personaName} ${subjectName}.`);
      return issuer.sign({ subject, scopes: persona.scopes });
    },
    async ask<Data>(query: string, { token, variables }: { token?: string; variables?: Record<string, unknown> } = {}) {
      const { status, data, errors } = await sendTo<Data>(url, { ...(token && { token }), body: { query, variables } });
      return { status, headers: new Headers(), data, errors } satisfies Answer<Data>;
    },
  };
}

/** Partners that read one customer all the time, until they are told to end. */
export interface Traffic {
  readonly outcomes: readonly Outcome[];
  /** Waits for an outcome, after this moment, that fits. */
  sees(fits: (outcome: Outcome) => boolean): Promise<void>;
  end(): Promise<void>;
}

export async function startTraffic(place: Place): Promise<Traffic> {
  const agreed: Agreed = await agree(place, {
    partner: 'shop',
    customer: 'liwei',
    scopes: ['PROFILE_BASIC', 'ORDERS_READ'],
  });
  const token = await place.token('partner', 'shop');
  const outcomes: Outcome[] = [];
  let isOver = false;
  let count = 0;

  async function read(): Promise<Outcome> {
    count += 1;
    const requestId = `traffic-${count}`;
    try {
      const { status, codes, data } = await sendTo<{ partnerView: unknown }>(place.url, {
        token,
        headers: { 'x-request-id': requestId },
        body: { documentId: orders.id, variables: { ...agreed } },
      });
      return { requestId, status, codes, hasData: data?.partnerView != null };
    } catch {
      return { requestId, status: null, codes: [], hasData: false };
    }
  }

  const running = Array.from({ length: callers }, async () => {
    while (!isOver) {
      outcomes.push(await read());
      await sleep(pauseMs);
    }
  });
  return {
    outcomes,
    async sees(fits) {
      for (let from = outcomes.length; ; ) {
        if (outcomes.slice(from).some(fits)) return;
        from = outcomes.length;
        await sleep(pauseMs);
      }
    },
    async end() {
      isOver = true;
      await Promise.all(running);
    },
  };
}

/** The ids of requests, of those of traffic, that the access log says were granted. */
export async function listGranted(socialUrl: string): Promise<Set<string>> {
  const client = postgres(socialUrl, { max: 1 });
  const rows = await client<{ requestId: string }[]>`
    select request_id as "requestId" from access_log where is_granted and request_id like 'traffic-%'`;
  await client.end();
  return new Set(rows.map(({ requestId }) => requestId));
}

/** Takes a database away from everybody: there is none of that name, until the result is called. */
export async function takeAway(databaseUrl: string): Promise<() => Promise<void>> {
  const address = new URL(databaseUrl);
  const name = address.pathname.slice(1);
  address.pathname = '/postgres';
  const client = postgres(address.toString(), { max: 1 });
  // It can be renamed only while nobody is connected, and all try to connect again at once.
  await client.unsafe(`alter database ${name} with allow_connections false`);
  await client`select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = ${name}`;
  await client.unsafe(`alter database ${name} rename to ${name}_away`);
  return async () => {
    await client.unsafe(`alter database ${name}_away rename to ${name}`);
    await client.unsafe(`alter database ${name} with allow_connections true`);
    await client.end();
  };
}
