import { expect, test } from 'vitest';
import { drawMachine, tabulateMachine } from './state-diagram.ts';
import { defineMachine } from './transitions.ts';

const door = {
  entity: 'door',
  initial: 'CLOSED',
  transitions: [
    ['CLOSED', 'open', 'OPEN'],
    ['OPEN', 'close', 'CLOSED'],
    ['CLOSED', 'seal', 'SEALED'],
    ['OPEN', 'remove', 'GONE'],
  ],
} as const;

test('a diagram shows where a life begins, each step once in the order of the definition, and where it ends', () => {
  expect(drawMachine(defineMachine(door))).toBe(`stateDiagram-v2
  [*] --> CLOSED
  CLOSED --> OPEN: open
  OPEN --> CLOSED: close
  CLOSED --> SEALED: seal
  OPEN --> GONE: remove
  SEALED --> [*]
  GONE --> [*]
`);
});

test('a table has a row for each step', () => {
  expect(tabulateMachine(defineMachine(door))).toBe(`| from | event | to |
| --- | --- | --- |
| CLOSED | open | OPEN |
| OPEN | close | CLOSED |
| CLOSED | seal | SEALED |
| OPEN | remove | GONE |
`);
});

test('a table of a machine that follows a standard has its code for the state that is reached', () => {
  const codes = { CLOSED: 'C', OPEN: 'O', SEALED: 'S', GONE: 'G' };
  const table = tabulateMachine(defineMachine({ ...door, standard: { name: 'DIN 1', codes } }));

  expect(table.split('\n').slice(0, 3)).toEqual([
    '| from | event | to | DIN 1 |',
    '| --- | --- | --- | --- |',
    '| CLOSED | open | OPEN | O |',
  ]);
});
