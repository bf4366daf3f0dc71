/** Values of variables as a client sent them, not yet checked. */
export type Variables = Readonly<Record<string, unknown>>;

/** A number that is known when an operation is compiled, or one that depends on its variables. */
export type Amount = number | ((variables: Variables) => number);

/** No cost is larger, so that sums and products stay exact and finite. */
export const costMax = Number.MAX_SAFE_INTEGER;

/** Keeps a sum or product of costs a safe number. */
export const limitCost = (cost: number): number => Math.min(cost, costMax);

/** The amount for these variables. */
export const evaluate = (amount: Amount, variables: Variables): number =>
  typeof amount === 'number' ? amount : amount(variables);

/** The sum; what is known already is added up at once. */
export function addAmounts(amounts: readonly Amount[]): Amount {
  let known = 0;
  const open: ((variables: Variables) => number)[] = [];
  for (const amount of amounts) {
    if (typeof amount === 'number') known = limitCost(known + amount);
    else open.push(amount);
  }
  if (open.length === 0) return known;
  return (variables) => {
    let sum = known;
    for (const amount of open) sum += amount(variables);
    return limitCost(sum);
  };
}

/** The product; nothing times anything is nothing. */
export function multiplyAmounts(one: Amount, other: Amount): Amount {
  if (one === 0 || other === 0) return 0;
  if (one === 1) return other;
  if (other === 1) return one;
  if (typeof one === 'number' && typeof other === 'number') return limitCost(one * other);
  return (variables) => limitCost(evaluate(one, variables) * evaluate(other, variables));
}

/** The largest, or 0 of none. */
export function maximumOf(amounts: readonly Amount[]): Amount {
  const [first] = amounts;
  if (first !== undefined && amounts.length === 1) return first;
  if (amounts.every((amount) => typeof amount === 'number')) return Math.max(0, ...amounts);
  return (variables) => {
    let largest = 0;
    for (const amount of amounts) largest = Math.max(largest, evaluate(amount, variables));
    return largest;
  };
}

/** The amount if the condition holds, else nothing. */
export function amountWhen(holds: ((variables: Variables) => boolean) | null, amount: Amount): Amount {
  if (holds === null || amount === 0) return amount;
  return (variables) => (holds(variables) ? evaluate(amount, variables) : 0);
}
