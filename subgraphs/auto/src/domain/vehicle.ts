import { defineMachine } from '@ecosystem/kit/transitions';

/** The life of a vehicle in the hands of one owner; a buyer gets a new one. */
export const vehicleMachine = defineMachine({
  entity: 'vehicle',
  initial: 'REGISTERED',
  transitions: [
    ['REGISTERED', 'activate', 'ACTIVE'],
    ['ACTIVE', 'enterRepair', 'IN_REPAIR'],
    ['IN_REPAIR', 'leaveRepair', 'ACTIVE'],
    ['ACTIVE', 'sell', 'SOLD'],
    ['ACTIVE', 'scrap', 'SCRAPPED'],
  ],
});

/** How vehicles are driven; the same as the enum that all subgraphs share. */
export const powertrains = ['ICE', 'HEV', 'PHEV', 'BEV'] as const;
