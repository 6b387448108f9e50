/** What sluice-client captures, and how it is encoded. */

const DEPENDENCY_DESCRIPTOR =
  'https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension';
const TEMPORAL = { vp8: 'L1T3', vp9: 'L1T3', av1: 'L1T3' };
const SCALABILITY = { vp8: 'L1T3', vp9: 'L3T3_KEY', av1: 'L3T3_KEY' };

/** A refusal or a failure: `message` is for people, `code` and `details` are for programs. */
export class SluiceError extends Error {
  constructor(code, message, details = {}) {
    super(message);
    this.name = 'SluiceError';
    this.code = code;
    this.details = details;
  }
}

/** Without it a receiver gets only whole AV1 streams; browsers offer it for receiving only when asked to. */
export function negotiateDependencyDescriptor(transceiver) {
  const extensions = transceiver.getHeaderExtensionsToNegotiate?.();
  const descriptor = extensions?.find(({ uri }) => uri === DEPENDENCY_DESCRIPTOR);
  if (!descriptor) return;
  descriptor.direction = 'sendrecv';
  transceiver.setHeaderExtensionsToNegotiate(extensions);
}

/** H.264 counts in packetization mode 1 only, which every browser has. */
function isCodec({ mimeType, sdpFmtpLine = '' }, name) {
  const matches = mimeType.split('/')[1].toLowerCase() === name;
  return matches && (name !== 'h264' || sdpFmtpLine.includes('packetization-mode=1'));
}

/** What a Sluice server forwards, without the 4:4:4 profiles that nobody sends, for a smaller offer. */
export function receivedCodecs(kind) {
  const capabilities = RTCRtpReceiver.getCapabilities(kind)?.codecs ?? [];
  const names = kind === 'audio' ? ['opus', 'red'] : ['vp8', 'vp9', 'h264', 'av1', 'rtx'];
  const isUsed = ({ sdpFmtpLine = '' }) => !/profile-id=[13]|;profile=[12]|profile-level-id=f4/.test(sdpFmtpLine);
  return capabilities.filter((codec) => isUsed(codec) && names.some((name) => isCodec(codec, name)));
}

/** The codec to publish with, and nothing to fall back to: whoever chooses a codec gets it or an error. */
export function codecPreferences(kind, name, transformed = false) {
  const wanted = name ?? (kind === 'audio' ? 'opus' : 'vp8');
  const canSend = RTCRtpSender.getCapabilities(kind)?.codecs ?? [];
  if (!canSend.some((codec) => isCodec(codec, wanted))) {
    throw new SluiceError('UNSUPPORTED', `This browser cannot send ${wanted}.`, { codec: wanted });
  }
  const known = RTCRtpReceiver.getCapabilities(kind).codecs;
  const chosen = known.filter((codec) => isCodec(codec, wanted));
  // Constrained baseline is the H.264 that every browser decodes.
  const isBaseline = ({ sdpFmtpLine = '' }) => sdpFmtpLine.includes('profile-level-id=42e0');
  chosen.sort((a, b) => isBaseline(b) - isBaseline(a));
  // Each packet of RED repeats the one before it. Whoever loses none gets plain Opus from the server.
  // A transform gets RED whole; encrypted, no server could take it apart.
  const canRepeat = kind === 'audio' && !name && !transformed && canSend.some((codec) => isCodec(codec, 'red'));
  const repeating = canRepeat ? known.filter((codec) => isCodec(codec, 'red')) : [];
  return [...repeating, ...chosen, ...known.filter((codec) => isCodec(codec, 'rtx'))];
}

/** Unless chosen: simulcast for VP8 and H.264, scalable layers in one stream for VP9 and AV1; one plain stream for screens. */
export function videoEncodings(track, options) {
  const { codec = 'vp8', source } = options;
  const { width = 1280, height = 720 } = track.getSettings();
  const maxBitrate = options.maxBitrate ?? (source === 'screen' ? 2_500_000 : bitrateFor(width * height));
  const isSimulcast = source !== 'screen' && (options.simulcast ?? (codec === 'vp8' || codec === 'h264'));
  const usual = isSimulcast ? TEMPORAL[codec] : SCALABILITY[codec];
  const scalabilityMode = options.scalabilityMode ?? (source === 'screen' ? undefined : usual);
  const layers = isSimulcast ? layersFor(Math.min(width, height)) : 1;
  if (layers === 1) return [{ maxBitrate, scalabilityMode }];
  return ['q', 'h', 'f'].slice(3 - layers).map((rid, index) => {
    const scaleResolutionDownBy = 2 ** (layers - 1 - index);
    const share = bitrateFor((width * height) / scaleResolutionDownBy ** 2) / bitrateFor(width * height);
    return { rid, scaleResolutionDownBy, maxBitrate: Math.round(maxBitrate * share), scalabilityMode };
  });
}

/** As many as browsers find bits for at once. */
function layersFor(shorterSide) {
  if (shorterSide >= 540) return 3;
  return shorterSide >= 270 ? 2 : 1;
}

/** Bits per second: about 150 k for 180p, 500 k for 360p, 1.7 M for 720p. */
function bitrateFor(pixels) {
  return Math.round(150_000 * (pixels / (320 * 180)) ** 0.876);
}

export async function captureDevice(kind, { deviceId, width = 1280, height = 720, frameRate = 30, facingMode }) {
  const what = kind === 'audio' ? 'microphone' : 'camera';
  const picture = { width: { ideal: width }, height: { ideal: height }, frameRate: { ideal: frameRate }, facingMode };
  const constraints = { ...(kind === 'video' && picture), ...(deviceId && { deviceId: { exact: deviceId } }) };
  const stream = await capture('getUserMedia', { [kind]: constraints }, what);
  return stream.getTracks()[0];
}

export async function capture(method, constraints, what) {
  if (!navigator.mediaDevices?.[method]) {
    throw new SluiceError('DEVICE', `This page cannot use the ${what}: open it over HTTPS, in a browser that has one.`);
  }
  try {
    return await navigator.mediaDevices[method](constraints);
  } catch (error) {
    const why = {
      NotAllowedError: `The browser was not allowed to use the ${what}.`,
      NotFoundError: `No ${what} was found.`,
      OverconstrainedError: `The chosen ${what} is not there any more.`,
      NotReadableError: `The ${what} is in use by another program.`,
    }[error.name];
    throw new SluiceError('DEVICE', why ?? `The ${what} failed: ${error.message}`, { name: error.name, what });
  }
}
