import { createHash } from 'node:crypto';
import { formatId, newId } from '@ecosystem/kit/ids';
import { done, type Result, refused } from '@ecosystem/kit/result';
import type { Asking, ConsentDesk, ConsentEntry, ReadEntry } from '../issuer/consent-desk.ts';
import type { ConsentScope } from '../issuer/scope-words.ts';

/** A consent of the demo desk. */
interface DemoConsent extends Omit<ConsentEntry, 'partnerName'> {
  readonly customerId: string;
  readonly partnerId: string;
  readonly separately: readonly ConsentScope[];
}

/** What social does with consents, kept in memory, with codes and refusals that a test chooses. */
export interface DemoDesk extends ConsentDesk {
  /** A code as the app would show it. */
  signInCode(customerId: string): string;
  readonly consents: readonly DemoConsent[];
  readonly reads: ReadEntry[];
  /** The next call of that name, or as many, is refused with that code. */
  refuseNext(call: 'requestConsent' | 'authorise' | 'revoke', code: string, times?: number): void;
  policyVersion: string;
}

const sensitive: readonly ConsentScope[] = ['WALLET_BAND', 'HEALTH_PRESCRIPTIONS', 'TRIPS_READ', 'HEALTH_SUMMARY'];
const dayMs = 24 * 3_600_000;

/** @param partnerName what each partner is called. */
export function createDemoDesk(partnerName = 'Spring River Travel Co., Ltd.'): DemoDesk {
  const codes = new Map<string, string>();
  const consents = new Map<string, DemoConsent>();
  const requests = new Map<string, string>();
  const refusals = new Map<string, string[]>();
  const subjectOf = ({ partnerId, customerId }: { partnerId: string; customerId: string }) => {
    const hex = createHash('sha256').update(`${partnerId}:${customerId}`).digest('hex');
    return formatId(
      'sub',
      [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-'),
    );
  };
  const takeRefusal = (call: string): Extract<Result<never, string>, { ok: false }> | null => {
    const code = refusals.get(call)?.pop();
    return code === undefined ? null : refused(code, null, 'It was refused by a test.');
  };
  const change = (
    customerId: string,
    consentId: string,
    from: string,
    changes: Partial<DemoConsent>,
  ): Result<null, string> => {
    const consent = consents.get(consentId);
    if (consent?.customerId !== customerId) return refused('NOT_FOUND', ['consentId'], 'There is no such consent.');
    if (consent.status !== from) return refused('ALREADY_FINAL', ['consentId'], 'The consent has ended already.');
    consents.set(consentId, { ...consent, ...changes });
    return done(null);
  };
  const desk: DemoDesk = {
    policyVersion: '2026-10',
    reads: [],
    get consents() {
      return [...consents.values()];
    },
    signInCode(customerId) {
      const code = createHash('sha256').update(`${customerId}${codes.size}`).digest('hex').slice(0, 8).toUpperCase();
      codes.set(code, customerId);
      return code;
    },
    refuseNext: (call, code, times = 1) => void refusals.set(call, Array<string>(times).fill(code)),
    async redeemSignInCode(code) {
      const customerId = codes.get(code) ?? null;
      codes.delete(code);
      return customerId;
    },
    describePartner: async (_, miniProgramId) => ({
      name: partnerName,
      checkedAt: new Date('2025-03-14T02:00:00Z'),
      miniProgram: miniProgramId === null ? null : 'Spring River Trips',
    }),
    rules: async () => ({ policyVersion: desk.policyVersion, sensitive: new Set(sensitive) }),
    async requestConsent(asking: Asking) {
      const refusal = takeRefusal('requestConsent');
      if (refusal) return refusal;
      const known = requests.get(asking.key);
      if (known !== undefined) return done({ consentId: known, customerHint: 'IDENTIFY-ME' });
      const { request, customerId, partnerId } = asking;
      const id = formatId('cns', newId());
      requests.set(asking.key, id);
      consents.set(id, {
        id,
        customerId,
        partnerId,
        miniProgram: request.miniProgramId === null ? null : 'Spring River Trips',
        status: 'AWAITING_AUTHORISATION',
        scopes: [],
        separately: [],
        purpose: request.purpose,
        duration: request.term.duration,
        grantedAt: null,
        expiresAt: request.term.duration === 'TIME_BOUND' ? new Date(Date.now() + request.term.ttlDays * dayMs) : null,
        revokedAt: null,
        lastUsedAt: null,
        useCount: 0,
      });
      return done({ consentId: id, customerHint: 'IDENTIFY-ME' });
    },
    async authorise(asking, { consentId }, { scopes, separately, policyVersion }) {
      const refusal = takeRefusal('authorise');
      if (refusal) return refusal;
      if (policyVersion !== desk.policyVersion) return refused('POLICY_VERSION_STALE', null, 'The policy has changed.');
      const granted = { status: 'AUTHORISED', scopes, separately, grantedAt: new Date() };
      const changed = change(asking.customerId, consentId, 'AWAITING_AUTHORISATION', granted);
      return changed.ok ? done(subjectOf(asking)) : changed;
    },
    reject: async (customerId, consentId) =>
      change(customerId, consentId, 'AWAITING_AUTHORISATION', { status: 'REJECTED' }),
    revoke: async (customerId, consentId) =>
      takeRefusal('revoke') ??
      change(customerId, consentId, 'AUTHORISED', { status: 'REVOKED', revokedAt: new Date() }),
    listConsents: async (customerId) => ({
      consents: desk.consents
        .filter((consent) => consent.customerId === customerId)
        .map((consent) => ({ ...consent, partnerName })),
      reads: desk.reads,
    }),
  };
  return desk;
}
