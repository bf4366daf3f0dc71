import type { Caller } from '@ecosystem/kit/caller';

/**
 * One object of a small world. A value that is a function is called with the field's arguments; a value that is an Error
 * is thrown by every subgraph that is asked for it.
 */
export interface Row {
  readonly __typename: string;
  /** Subgraphs whose reference resolver answers null for this object; give such objects no field that another one shares. */
  readonly absentFrom?: readonly string[];
  readonly [field: string]: unknown;
}

type Arguments = Readonly<Record<string, unknown>>;

/** What there is to know: the subgraphs and the monolith answer from the same objects. */
export interface WorldData {
  /** Objects that reference resolvers find by their keys. */
  readonly entities: readonly Row[];
  readonly query: Row;
  readonly mutation?: Row;
  /**
   * Fields with @requires, by "Type.field". A subgraph gives them its representation, the monolith gives them the same
   * selection of the object itself.
   */
  readonly computed?: Readonly<Record<string, (inputs: never, args: never) => unknown>>;
}

/** A small supergraph with everything that it can answer. */
export interface SmallWorld {
  readonly name: string;
  /** SDL by subgraph name, without the link to the federation specification. */
  readonly subgraphs: Readonly<Record<string, string>>;
  /** Fresh objects, so that mutations of one engine are not seen by the next. */
  readonly createData: () => WorldData;
  /** Literals that the generator may write, by the name of an argument, an input field or a type. */
  readonly literals?: Readonly<Record<string, readonly string[]>>;
  /** How many operations are generated. */
  readonly generated: number;
  /** Whether generated operations may be mutations. */
  readonly hasMutations?: boolean;
  /** How deep and large operations may be, where planners need seconds for more; 6 and 25 if not given. */
  readonly depthMax?: number;
  readonly fieldsMax?: number;
  /** Who asks; nobody if not given. */
  readonly caller?: Caller;
  /** "Type.field" of fields that are not asked for in generated operations. */
  readonly without?: readonly string[];
}

/** Calls what is a function, throws what is an error, and gives everything else as it is. */
export function evaluate(value: unknown, args: Arguments): unknown {
  const found: unknown = typeof value === 'function' ? value(args) : value;
  if (found instanceof Error) throw found;
  return found ?? null;
}
