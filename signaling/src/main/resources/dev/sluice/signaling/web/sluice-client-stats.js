/** What sluice-client tells the server of itself, so that people who ask how a call goes see what the browser sees. */

const EVERY_MS = 5_000;
const TICK_MS = 70;
const MAX_CHARACTERS = 8_000;

/**
 * Measures a peer connection while it is connected, and sends what the last seconds brought. Ends with the connection;
 * `publicationAt` names the publication of a section.
 */
export function tellStats(connection, publicationAt, signal) {
  const stats = new ClientStats(connection, publicationAt, (report) => signal.request('client-stats', report));
  let isTelling = false;
  const tell = async () => {
    // While messages do not get through, one of them waits, not all.
    if (isTelling || connection.connectionState !== 'connected') return;
    isTelling = true;
    await stats.tell().catch(() => {});
    isTelling = false;
  };
  const timer = setInterval(() => (connection.connectionState === 'closed' ? clearInterval(timer) : tell()), EVERY_MS);
}

/** How late a timer comes on average: a device that is busy lets everything wait. Ends with the connection. */
class Lateness {
  #late = 0;
  #ticks = 0;
  #due = Infinity;

  constructor(connection) {
    const tick = () => {
      const now = performance.now();
      // Browsers hold back the timers of a page that is not seen.
      if (document.visibilityState === 'visible') {
        this.#late += Math.max(0, now - this.#due);
        this.#ticks += this.#due < Infinity ? 1 : 0;
        this.#due = now + TICK_MS;
      } else {
        this.#due = Infinity;
      }
      if (connection.connectionState !== 'closed') setTimeout(tick, TICK_MS);
    };
    tick();
  }

  /** In milliseconds, since this was asked before. */
  take() {
    const average = share(this.#late, this.#ticks);
    this.#late = this.#ticks = 0;
    return average;
  }
}

class ClientStats {
  #connection;
  #publicationAt;
  #send;
  /** By id of a stream: its counters at the message before. */
  #before = new Map();
  #lateness;
  #since = performance.now();

  constructor(connection, publicationAt, send) {
    this.#connection = connection;
    this.#publicationAt = publicationAt;
    this.#send = send;
    this.#lateness = new Lateness(connection);
  }

  async tell() {
    const stats = await this.#connection.getStats();
    const intervalMillis = Math.round(performance.now() - this.#since);
    this.#since = performance.now();
    const streams = [...stats.values()];
    const codecOf = ({ codecId }) => stats.get(codecId)?.mimeType?.split('/')[1] ?? '';
    const received = streams.filter(({ type }) => type === 'inbound-rtp').map((each) => this.#received(each, codecOf(each), intervalMillis));
    const sent = streams.filter(({ type }) => type === 'outbound-rtp').map((each) => this.#sent(each, codecOf(each), stats.get(each.mediaSourceId), intervalMillis));
    this.#before = new Map(streams.map((each) => [each.id, each]));
    const known = ({ publication }) => publication !== undefined;
    const lateMillis = tenths(this.#lateness.take());
    await this.#send(
      bounded({ intervalMillis, lateMillis, browser: browser(), device: device(), received: received.filter(known), sent: sent.filter(known) }),
    );
  }

  #received(stats, codec, intervalMillis) {
    const grown = this.#growth(stats);
    return {
      publication: this.#publicationAt(this.#midOf(stats)),
      codec,
      decoder: stats.decoderImplementation?.slice(0, 64),
      width: stats.frameWidth,
      height: stats.frameHeight,
      fps: stats.kind === 'video' ? tenths((grown('framesDecoded') * 1000) / intervalMillis) : undefined,
      framesDecoded: stats.kind === 'video' ? grown('framesDecoded') : undefined,
      framesDropped: stats.kind === 'video' ? grown('framesDropped') : undefined,
      freezes: stats.kind === 'video' ? grown('freezeCount') : undefined,
      freezeMillis: stats.kind === 'video' ? Math.round(grown('totalFreezesDuration') * 1000) : undefined,
      packetsLost: grown('packetsLost'),
      jitterMillis: tenths((stats.jitter ?? 0) * 1000),
      jitterBufferMillis: tenths(share(grown('jitterBufferDelay') * 1000, grown('jitterBufferEmittedCount'))),
      decodeMillis: tenths(share(grown('totalDecodeTime') * 1000, grown('framesDecoded'))),
      concealedPercent: tenths(share((grown('concealedSamples') - grown('silentConcealedSamples')) * 100, grown('totalSamplesReceived'))),
    };
  }

  #sent(stats, codec, source, intervalMillis) {
    const grown = this.#growth(stats);
    const isVideo = stats.kind === 'video';
    return {
      publication: this.#publicationAt(this.#midOf(stats)),
      rid: stats.rid,
      codec,
      encoder: stats.encoderImplementation?.slice(0, 64),
      width: stats.frameWidth,
      height: stats.frameHeight,
      fps: isVideo ? tenths((grown('framesEncoded') * 1000) / intervalMillis) : undefined,
      sourceFps: isVideo && source ? tenths((this.#growth(source)('frames') * 1000) / intervalMillis) : undefined,
      cameraFps: isVideo && source ? this.#cameraFps(source.trackIdentifier) : undefined,
      bps: Math.round((grown('bytesSent') * 8000) / intervalMillis),
      encodeMillis: tenths(share(grown('totalEncodeTime') * 1000, grown('framesEncoded'))),
      limitation: stats.active === false ? undefined : stats.qualityLimitationReason,
    };
  }

  /** How much a counter grew since the message before. */
  #growth(stats) {
    const before = this.#before.get(stats.id) ?? {};
    return (name) => Math.max(0, (stats[name] ?? 0) - (before[name] ?? 0));
  }

  /** What a camera was set to; nothing of a screen, of which frames come as it changes. */
  #cameraFps(id) {
    const track = this.#connection.getSenders().find((sender) => sender.track?.id === id)?.track;
    const { frameRate, displaySurface } = track?.getSettings() ?? {};
    return displaySurface ? undefined : frameRate && tenths(frameRate);
  }

  #midOf({ mid, trackIdentifier }) {
    if (mid) return mid;
    return this.#connection.getTransceivers().find(({ receiver }) => receiver.track.id === trackIdentifier)?.mid;
  }
}

/** Video first; what does not fit a message is left out. */
function bounded(message) {
  message.received.sort((a, b) => (b.height ?? 0) - (a.height ?? 0));
  while (JSON.stringify(message).length > MAX_CHARACTERS && message.received.length > 0) message.received.pop();
  return message;
}

const tenths = (value) => Math.max(0, Math.round(value * 10) / 10);
const share = (part, whole) => (whole > 0 ? part / whole : 0);

function browser() {
  const brands = navigator.userAgentData?.brands?.filter(({ brand }) => !brand.includes('Not')) ?? [];
  const brand = brands.find((each) => each.brand !== 'Chromium') ?? brands[0];
  if (brand) return `${brand.brand} ${brand.version}`.slice(0, 64);
  const [, name, version] = /(Firefox|Edg|Chrome|Version)\/(\d+)/.exec(navigator.userAgent) ?? [];
  return name ? `${name === 'Version' ? 'Safari' : name} ${version}` : '';
}

function device() {
  const { platform = navigator.platform, mobile = false } = navigator.userAgentData ?? {};
  const processors = navigator.hardwareConcurrency;
  return [platform, mobile && 'mobile', processors && `${processors} processors`].filter(Boolean).join(', ').slice(0, 64);
}
