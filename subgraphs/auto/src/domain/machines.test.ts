import { describeMachine } from '@ecosystem/kit/testing-machines';
import { fineMachine } from './fine.ts';
import { rideMachine } from './ride.ts';
import { vehicleMachine } from './vehicle.ts';

describeMachine(vehicleMachine, {
  REGISTERED: { activate: 'ACTIVE' },
  ACTIVE: { enterRepair: 'IN_REPAIR', sell: 'SOLD', scrap: 'SCRAPPED' },
  IN_REPAIR: { leaveRepair: 'ACTIVE' },
  SOLD: {},
  SCRAPPED: {},
});

describeMachine(rideMachine, {
  REQUESTED: {
    accept: 'ACCEPTED',
    findNoDriver: 'NO_DRIVER_AVAILABLE',
    cancelAsPassenger: 'PASSENGER_CANCELLED',
    cancelAsService: 'SERVICE_CANCELLED',
  },
  ACCEPTED: {
    arrive: 'DRIVER_ARRIVED',
    reassign: 'REQUESTED',
    cancelAsDriver: 'DRIVER_CANCELLED',
    cancelAsPassenger: 'PASSENGER_CANCELLED',
    cancelAsService: 'SERVICE_CANCELLED',
  },
  DRIVER_ARRIVED: {
    start: 'IN_PROGRESS',
    cancelAsPassenger: 'PASSENGER_CANCELLED',
    cancelAsDriver: 'DRIVER_CANCELLED',
  },
  IN_PROGRESS: { finish: 'COMPLETED', cancelAsService: 'SERVICE_CANCELLED' },
  COMPLETED: { pay: 'PAID' },
  PAID: {},
  NO_DRIVER_AVAILABLE: {},
  PASSENGER_CANCELLED: {},
  DRIVER_CANCELLED: {},
  SERVICE_CANCELLED: {},
});

describeMachine(fineMachine, {
  ISSUED: { confirm: 'CONFIRMED', appeal: 'APPEALED', expire: 'OVERDUE' },
  CONFIRMED: { pay: 'PAID', expire: 'OVERDUE' },
  APPEALED: { revoke: 'REVOKED', uphold: 'UPHELD' },
  UPHELD: { confirm: 'CONFIRMED' },
  OVERDUE: { pay: 'PAID' },
  PAID: {},
  REVOKED: {},
});
