import { randomUUID } from 'node:crypto';
import { type Call, type Command, numberOf, partnerAt, readNamedFile } from './command.ts';
import { Refused } from './gateway.ts';
import { showBudget } from './reading.ts';
import { clientFields, type ShownClient, showClient } from './show.ts';

type Budget = Parameters<typeof showBudget>[0];

const budgetFields = 'budget { quota windowS burst ceiling isDefault }';
const client = `client { ${clientFields} }`;

async function rotateSecret(call: Call) {
  const input = { partnerId: partnerAt(call) };
  const payload = await call.gateway.mutate<{ secret: string; client: ShownClient }>(
    'rotateClientSecret',
    input,
    `secret ${client}`,
  );
  const text = `${payload.secret}\nThis secret is shown once. ${
    payload.client.previousSecretUntil ? 'The one before counts for 24 hours more.' : 'There was none before.'
  }`;
  return { text, json: { secret: payload.secret, client: payload.client } };
}

async function setKeys(call: Call) {
  const isNone = call.options['none'] === true;
  const input = {
    partnerId: partnerAt(call),
    jwks: isNone ? null : await readNamedFile(call.names[1], 'set of public keys (JWKS)'),
  };
  const payload = await call.gateway.mutate<{ client: ShownClient }>('setClientKeys', input, client);
  return { text: `The client: ${showClient(payload.client)}.`, json: payload.client };
}

async function setRedirects(call: Call) {
  const [, ...redirectUris] = call.names;
  const input = { partnerId: partnerAt(call), redirectUris };
  if (redirectUris.length === 0 && call.options['none'] !== true)
    throw new Refused('Which addresses? Name all that browsers may be sent back to, or --none to take them away.');
  const payload = await call.gateway.mutate<{ client: ShownClient }>('setRedirectUris', input, client);
  const uris = payload.client.redirectUris;
  const text = uris.length === 0 ? 'The partner signs in nobody.' : `Browsers may be sent back to:\n${uris.join('\n')}`;
  return { text, json: payload.client };
}

async function budget(call: Call) {
  const partnerId = partnerAt(call);
  const changes = {
    quota: numberOf(call, 'quota'),
    windowS: numberOf(call, 'window'),
    burst: numberOf(call, 'burst'),
    ceiling: numberOf(call, 'ceiling'),
  };
  const hasChanges = Object.values(changes).some((value) => value !== undefined);
  const isDefault = call.options['default'] === true;
  if (hasChanges && isDefault) throw new Refused('--default takes the place of all other settings; leave them out.');
  if (!hasChanges && !isDefault) {
    const query = `query($id: ID!) { partner(id: $id) { ${budgetFields} } }`;
    const { partner } = await call.gateway.ask<{ partner: { budget: Budget } | null }>(query, { id: partnerId });
    if (!partner) throw new Refused(`There is no partner ${partnerId}.`);
    return { text: `${showBudget(partner.budget)}.`, json: partner.budget };
  }
  const input = { partnerId, budget: isDefault ? null : changes };
  const payload = await call.gateway.mutate<{ budget: Budget }>('setBudget', input, budgetFields);
  return { text: `From now on: ${showBudget(payload.budget)}.`, json: payload.budget };
}

const review = (mutation: 'suspendPartner' | 'resumePartner') => async (call: Call) => {
  const [, ...words] = call.names;
  const input = { partnerId: partnerAt(call), reason: words.join(' ') || null, idempotencyKey: randomUUID() };
  type Payload = { partner: { id: string; name: string; status: string } };
  const { partner } = await call.gateway.mutate<Payload>(mutation, input, 'partner { id name status }');
  return { text: `${partner.name} is ${partner.status}.`, json: partner };
};

const number = { type: 'string' } as const;
const none = { none: { type: 'boolean' } } as const;

/** Commands that change what a partner is, and with what it comes. */
export const settingsCommands: Readonly<Record<string, Command>> = {
  'rotate-secret': { usage: '<partner>', summary: "gives the partner's client a new secret", run: rotateSecret },
  'set-keys': {
    usage: '<partner> <jwks.json> | --none',
    summary: "sets the public keys of the partner's client, or takes them away",
    options: none,
    run: setKeys,
  },
  redirects: {
    usage: '<partner> <uri…> | --none',
    summary: 'sets where browsers may be sent back to',
    options: none,
    run: setRedirects,
  },
  budget: {
    usage: '<partner> [--quota N] [--window S] [--burst N] [--ceiling N] | --default',
    summary: 'shows or sets what the partner may use',
    options: { quota: number, window: number, burst: number, ceiling: number, default: { type: 'boolean' } },
    run: budget,
  },
  suspend: { usage: '<partner> [reason]', summary: 'stops a partner for a time', run: review('suspendPartner') },
  resume: { usage: '<partner> [reason]', summary: 'lets a suspended partner work again', run: review('resumePartner') },
};
