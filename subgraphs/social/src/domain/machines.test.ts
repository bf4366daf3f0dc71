import { describeMachine } from '@ecosystem/kit/testing-machines';
import { consentMachine } from './consent.ts';
import { contactMachine } from './contact.ts';
import { customerMachine } from './customer.ts';
import { miniProgramMachine } from './mini-program.ts';
import { versionMachine } from './mini-program-version.ts';
import { partnerMachine } from './partner.ts';

describeMachine(customerMachine, {
  ACTIVE: { freeze: 'FROZEN', close: 'CLOSING' },
  FROZEN: { unfreeze: 'ACTIVE' },
  CLOSING: { stopClosing: 'ACTIVE', erase: 'ERASED' },
  ERASED: {},
});

describeMachine(contactMachine, {
  REQUESTED: { accept: 'ACCEPTED' },
  ACCEPTED: { remove: 'REMOVED', block: 'BLOCKED' },
  BLOCKED: { remove: 'REMOVED' },
  REMOVED: {},
});

describeMachine(consentMachine, {
  AWAITING_AUTHORISATION: { authorise: 'AUTHORISED', reject: 'REJECTED', expire: 'EXPIRED' },
  AUTHORISED: { revoke: 'REVOKED', expire: 'EXPIRED', consume: 'CONSUMED' },
  REJECTED: {},
  REVOKED: {},
  EXPIRED: {},
  CONSUMED: {},
});

describeMachine(partnerMachine, {
  APPLIED: { startReview: 'KYB_REVIEW' },
  KYB_REVIEW: { approve: 'SANDBOX', reject: 'REJECTED' },
  SANDBOX: { goLive: 'LIVE' },
  LIVE: { suspend: 'SUSPENDED' },
  SUSPENDED: { resume: 'LIVE', terminate: 'TERMINATED' },
  TERMINATED: {},
  REJECTED: {},
});

describeMachine(miniProgramMachine, {
  REGISTERED: { goLive: 'LIVE' },
  LIVE: { suspend: 'SUSPENDED', takeOffline: 'OFFLINE' },
  SUSPENDED: { resume: 'LIVE', takeOffline: 'OFFLINE' },
  OFFLINE: {},
});

describeMachine(versionMachine, {
  DRAFT: { submit: 'IN_REVIEW' },
  IN_REVIEW: { approve: 'APPROVED', reject: 'REJECTED', delay: 'DELAYED', withdraw: 'WITHDRAWN' },
  DELAYED: { approve: 'APPROVED', reject: 'REJECTED', withdraw: 'WITHDRAWN' },
  REJECTED: {},
  WITHDRAWN: {},
  APPROVED: { release: 'RELEASING' },
  RELEASING: { finish: 'LIVE', supersede: 'SUPERSEDED' },
  LIVE: { supersede: 'SUPERSEDED', rollBack: 'ROLLED_BACK' },
  ROLLED_BACK: {},
  SUPERSEDED: {},
});
