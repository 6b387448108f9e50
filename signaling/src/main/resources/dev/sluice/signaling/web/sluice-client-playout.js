/** How long sluice-client lets pictures wait, so that what was lost can come again before its turn. */

import { selectedPair } from './sluice-client-path.js';

const LOOK_MS = 1_000;
/** Beyond the round trip: until the next packet shows the loss, and the way through both programs. */
const SLACK_MS = 60;
const MOST_MS = 250;
/** From this share of lost packets on, the second copy is lost too often to do without a third. */
const HEAVY_LOSS = 0.01;
const LOOKS = 5;
/** Without a loss for so long, pictures are shown at once again. */
const CALM_MS = 20_000;
/** From this round trip on, the first loss would be seen: nobody knows yet whether there will be any. */
const LONG_WAY_MS = 50;

/** Looks after all videos of a connection until it is closed. */
export function leaveTimeForRepairs(connection) {
  const histories = new WeakMap();
  const lookNow = () => look(connection, histories).catch(() => {});
  // Before the first picture, because a wait that begins later is seen.
  connection.addEventListener('connectionstatechange', lookNow);
  connection.addEventListener('track', lookNow);
  const timer = setInterval(() => {
    if (connection.connectionState === 'closed') clearInterval(timer);
    else lookNow();
  }, LOOK_MS);
}

async function look(connection, histories) {
  const receivers = connection
    .getTransceivers()
    .map(({ receiver }) => receiver)
    .filter((receiver) => receiver.track.kind === 'video' && 'jitterBufferTarget' in receiver);
  if (receivers.length === 0) return;
  const stats = await connection.getStats();
  const roundTripMs = 1_000 * selectedPair(stats)?.currentRoundTripTime;
  if (Number.isNaN(roundTripMs)) return;
  const received = new Map();
  for (const each of stats.values()) {
    if (each.type === 'inbound-rtp' && each.kind === 'video') received.set(each.trackIdentifier, each);
  }
  const calmAt = roundTripMs < LONG_WAY_MS ? 0 : performance.now() + CALM_MS;
  for (const receiver of receivers) {
    if (!histories.has(receiver)) histories.set(receiver, { looks: 0, asked: 0, came: 0, calmAt, share: 0 });
    adjust(receiver, histories.get(receiver), received.get(receiver.track.id), roundTripMs);
  }
}

function adjust(receiver, history, { nackCount = 0, packetsReceived = 0 } = {}, roundTripMs) {
  const now = performance.now();
  const asked = nackCount - history.asked;
  const came = packetsReceived - history.came;
  history.asked = nackCount;
  history.came = packetsReceived;
  history.looks = Math.min(history.looks + 1, LOOKS);
  history.share += (Math.min(1, asked / Math.max(1, came)) - history.share) / history.looks;
  if (asked > 0) history.calmAt = now + CALM_MS;
  const tries = history.share > HEAVY_LOSS ? 2 : 1;
  const wanted = history.calmAt > now ? Math.min(MOST_MS, Math.round(tries * roundTripMs + SLACK_MS)) : null;
  // Only ever up while packets are lost: the round trip wavers, and each change is seen.
  const present = receiver.jitterBufferTarget;
  if (wanted === null ? present !== null : wanted > (present ?? 0)) receiver.jitterBufferTarget = wanted;
}
