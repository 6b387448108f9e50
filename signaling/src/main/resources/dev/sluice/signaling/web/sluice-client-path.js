/** Which way media goes, out of the statistics of a peer connection. */

export function pathOf(stats) {
  const pair = selectedPair(stats);
  const local = stats.get(pair?.localCandidateId);
  const remote = stats.get(pair?.remoteCandidateId);
  if (!local || !remote) return null;
  const relayed = local.candidateType === 'relay';
  return {
    via: relayed ? 'relay' : local.protocol,
    address: remote.address ?? '',
    port: remote.port,
    ...(relayed && { relay: local.url || `${local.address}:${local.port}` }),
  };
}

/** The statistics of the pair of candidates that media takes; undefined while there is none. */
export function selectedPair(stats) {
  const all = [...stats.values()];
  const transport = all.find(({ type, selectedCandidatePairId }) => type === 'transport' && selectedCandidatePairId);
  if (transport) return stats.get(transport.selectedCandidatePairId);
  // Firefox tells it of the pairs.
  return all.find(({ type, selected, nominated, state }) => type === 'candidate-pair' && (selected ?? (nominated && state === 'succeeded')));
}
