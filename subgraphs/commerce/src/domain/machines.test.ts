import { describeMachine } from '@ecosystem/kit/testing-machines';
import { orderMachine } from './order.ts';
import { productMachine } from './product.ts';
import { memberMachine, teamMachine } from './team.ts';

describeMachine(productMachine, {
  DRAFT: { publish: 'ACTIVE' },
  ACTIVE: { pause: 'PAUSED', archive: 'ARCHIVED' },
  PAUSED: { resume: 'ACTIVE', archive: 'ARCHIVED' },
  ARCHIVED: {},
});

describeMachine(orderMachine, {
  PENDING_PAYMENT: { pay: 'PAID', cancel: 'CANCELLED', expire: 'EXPIRED' },
  PAID: { prepare: 'TO_SHIP', awaitTeam: 'AWAITING_TEAM' },
  AWAITING_TEAM: { formTeam: 'TO_SHIP', expireTeam: 'REFUNDED' },
  TO_SHIP: { cancel: 'CANCELLED', shipPart: 'PARTIALLY_SHIPPED', shipAll: 'SHIPPED' },
  PARTIALLY_SHIPPED: { shipAll: 'SHIPPED' },
  SHIPPED: { deliver: 'DELIVERED', refund: 'REFUNDED' },
  DELIVERED: { confirm: 'COMPLETED', confirmAutomatically: 'COMPLETED', refund: 'REFUNDED' },
  COMPLETED: { refund: 'REFUNDED' },
  CANCELLED: {},
  EXPIRED: {},
  REFUNDED: {},
});

describeMachine(teamMachine, {
  AWAITING_LEADER_PAYMENT: { payAsLeader: 'OPEN' },
  OPEN: { form: 'FORMED', expire: 'EXPIRED', cancel: 'CANCELLED' },
  FORMED: {},
  EXPIRED: {},
  CANCELLED: {},
});

describeMachine(memberMachine, {
  RESERVED: { pay: 'PAID', leave: 'LEFT' },
  PAID: { refund: 'REFUNDED' },
  REFUNDED: {},
  LEFT: {},
});
