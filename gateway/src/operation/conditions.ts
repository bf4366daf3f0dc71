import { Kind, type SelectionNode } from 'graphql';

/** Whether @skip or @include leave the selection out, given coerced variables. */
export function isLeftOut(node: SelectionNode, variables: Readonly<Record<string, unknown>>): boolean {
  return (node.directives ?? []).some(({ name, arguments: given }) => {
    if (name.value !== 'skip' && name.value !== 'include') return false;
    const condition = given?.find((argument) => argument.name.value === 'if')?.value;
    const value =
      condition?.kind === Kind.VARIABLE
        ? variables[condition.name.value]
        : condition?.kind === Kind.BOOLEAN && condition.value;
    return name.value === 'skip' ? value === true : value !== true;
  });
}
