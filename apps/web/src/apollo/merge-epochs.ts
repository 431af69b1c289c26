/**
 * Upserts epochs by their number, in order. An epoch that comes twice, in whatever order and from whatever source
 * (query, replay after a reconnect, live event), is there once: this is what makes replays harmless.
 */
export function mergeEpochs<Epoch extends { readonly index: number }>(
  existing: readonly Epoch[],
  incoming: readonly Epoch[],
): Epoch[] {
  const byIndex = new Map(existing.map((epoch) => [epoch.index, epoch]))
  for (const epoch of incoming) byIndex.set(epoch.index, { ...byIndex.get(epoch.index), ...epoch })
  return [...byIndex.values()].sort((a, b) => a.index - b.index)
}
