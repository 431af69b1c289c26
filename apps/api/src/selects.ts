import type { GraphQLResolveInfo, SelectionSetNode } from 'graphql'

/** Whether an operation asks a resolver's answer for a field, by itself or in a fragment. */
export function selects({ fieldNodes, fragments }: GraphQLResolveInfo, name: string): boolean {
  const within = (set: SelectionSetNode | undefined): boolean =>
    set?.selections.some((selection) => {
      if (selection.kind === 'Field') return selection.name.value === name
      if (selection.kind === 'InlineFragment') return within(selection.selectionSet)
      return within(fragments[selection.name.value]?.selectionSet)
    }) ?? false
  return fieldNodes.some((node) => within(node.selectionSet))
}
