import type { Machine } from './transitions.ts';

/**
 * A machine as the text of a Mermaid `stateDiagram-v2`. The lines follow the order of the definition: where a life begins, its
 * steps, and the states that no step leaves.
 */
export function drawMachine({ states, transitions }: Machine<string, string>): string {
  const left = new Set(transitions.map(([from]) => from));
  const lines = [
    'stateDiagram-v2',
    `  [*] --> ${states[0]}`,
    ...transitions.map(([from, event, to]) => `  ${from} --> ${to}: ${event}`),
    ...states.filter((state) => !left.has(state)).map((state) => `  ${state} --> [*]`),
  ];
  return `${lines.join('\n')}\n`;
}

/** The steps of a machine as a Markdown table; where a standard names the states, with its code for the new state. */
export function tabulateMachine({ transitions, standard }: Machine<string, string>): string {
  const rows = [
    ['from', 'event', 'to', ...(standard ? [standard.name] : [])],
    ['---', '---', '---', ...(standard ? ['---'] : [])],
    ...transitions.map(([from, event, to]) => [from, event, to, ...(standard ? [String(standard.codes[to])] : [])]),
  ];
  return rows.map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}
