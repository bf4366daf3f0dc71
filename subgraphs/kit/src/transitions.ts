/** One allowed step of a state machine: in state `from`, `event` leads to state `to`. */
export type Transition<State extends string, Event extends string> = readonly [from: State, event: Event, to: State];

/** What a published standard calls the states of a machine: "ISO 20022" and its code for each state. */
export interface StateStandard<State extends string> {
  readonly name: string;
  readonly codes: Readonly<Record<State, string>>;
}

/** A state machine as data, used by commands, by the seed and by a test that tries every state with every event. */
export interface Machine<State extends string, Event extends string> {
  /** What the machine moves, for messages: "ride", "order". */
  readonly entity: string;
  readonly states: readonly [State, ...State[]];
  readonly events: readonly Event[];
  readonly transitions: readonly Transition<State, Event>[];
  /** The words of a standard for the states; null where none is followed. */
  readonly standard: StateStandard<State> | null;
  /** The state after the event, or null if the event is not allowed in this state. */
  next(from: State, event: Event): State | null;
  /**
   * The state after all events in order.
   * @throws Error if one of them is not allowed: the caller has described a history that cannot happen.
   */
  follow(events: readonly Event[]): State;
}

/** The events of a machine. */
export type EventOf<Of> = Of extends Machine<string, infer Event> ? Event : never;

/** A machine from its initial state and its allowed steps; states that no step names do not exist. */
export function defineMachine<const State extends string, const Event extends string>(definition: {
  entity: string;
  initial: State;
  transitions: readonly Transition<State, Event>[];
  standard?: StateStandard<NoInfer<State>>;
}): Machine<State, Event> {
  const { entity, initial, transitions, standard = null } = definition;
  const steps = new Map(transitions.map(([from, event, to]) => [`${from} ${event}`, to]));
  if (steps.size !== transitions.length) throw new Error(`The ${entity} machine has two answers to one event.`);
  const others = new Set(transitions.flatMap(([from, , to]) => [from, to]).filter((state) => state !== initial));
  const next = (from: State, event: Event) => steps.get(`${from} ${event}`) ?? null;
  return {
    entity,
    states: [initial, ...others],
    events: [...new Set(transitions.map(([, event]) => event))],
    transitions,
    standard,
    next,
    follow(events) {
      return events.reduce<State>((state, event) => {
        const to = next(state, event);
        if (to === null) throw new Error(`A ${entity} that is ${state} cannot ${event}.`);
        return to;
      }, initial);
    },
  };
}
