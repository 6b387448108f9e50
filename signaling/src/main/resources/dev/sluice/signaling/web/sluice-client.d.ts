/** Joins Sluice rooms from a browser. The messages underneath stand in docs/PROTOCOL.md. */

export type Source = 'microphone' | 'camera' | 'screen' | 'screen-audio';
export type Kind = 'audio' | 'video';
export type VideoCodec = 'vp8' | 'vp9' | 'h264' | 'av1';
export type Connection = 'connecting' | 'connected' | 'disconnected';
export type LeaveReason =
  | 'left'
  | 'timeout'
  | 'replaced'
  | 'removed'
  /** Sent away from the waiting room. */
  | 'refused'
  | 'room-closed'
  | 'server-closed'
  /** The server was not reached any more, not even by a new session. */
  | 'connection-lost'
  /** Of others, when our session was lost and begun anew: they join again right after. */
  | 'rejoined';
/** What each may do stands in docs/ROLES.md. */
export type Role = 'host' | 'co-host' | 'moderator' | 'participant' | 'viewer';

/** The server's codes, and three of our own: no connection, no device, nothing that the browser can do. */
export type ErrorCode =
  | 'BAD_REQUEST'
  | 'UNAUTHORIZED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'TOO_LARGE'
  | 'LIMIT'
  | 'UNAVAILABLE'
  | 'DISCONNECTED'
  | 'DEVICE'
  | 'UNSUPPORTED';

/** A refusal or a failure: `message` is for people, `code` and `details` are for programs. */
export class SluiceError extends Error {
  constructor(code: ErrorCode, message: string, details?: Record<string, unknown>);
  readonly code: ErrorCode;
  readonly details: Record<string, unknown>;
}

export interface JoinOptions {
  /** The room's name; it is made on the first join. */
  room: string;
  /** Who we are, stable over several joins. The token decides where the server has keys. */
  identity?: string;
  /** What others read. */
  name?: string;
  /** A JWT, needed where the server has keys. */
  token?: string;
  /** Where the room has one. */
  password?: string;
  /** The application's, seen by others, unless the token says so. */
  attributes?: Record<string, string>;
  /** Called when we have to wait until somebody lets us in. */
  onWaiting?: (waiting: Waiting) => void;
  /** Gives the join up, also while waiting. */
  signal?: AbortSignal;
  /** Receive everything (the default), or only what `subscribe` names. */
  subscribe?: 'all' | 'none';
  /** Media goes this way or none, to find out which ways work; the best of all by default. */
  via?: Via;
  /**
   * Called with each sender and receiver when it is made, to set its `transform` (RTCRtpScriptTransform): frames
   * encrypted there go through the server unread. Codecs whose frames are cut by their content (H264, AV1) break.
   */
  transform?: (end: RTCRtpSender | RTCRtpReceiver) => void;
  /** The server's address with a slash at its end; the page's own by default. */
  url?: string;
}

/** The ways that media can go; relay: through a TURN server, over UDP or TCP. */
export type Via = 'udp' | 'tcp' | 'relay';

/** Where media goes. */
export interface Path {
  readonly via: Via;
  /** The server's. */
  readonly address: string;
  readonly port: number;
  /** The TURN server, with via 'relay'. */
  readonly relay?: string;
}

/** What a viewer wants of a video, from how it shows it. */
export interface TrackSettings {
  /** False: nothing of it is sent. */
  visible: boolean;
  /** It comes before the other tiles. */
  stage?: boolean;
  /** Pixels that it fills. */
  maxHeight?: number;
  maxFps?: number;
}

/** Somebody in the waiting room. */
export interface Waiting {
  readonly id: string;
  readonly identity: string;
  readonly name: string;
  /** ISO 8601, UTC. */
  readonly since: string;
}

/** A written message. */
export interface Message {
  readonly id: string;
  /** Grows with each message of the room. */
  readonly order: number;
  readonly identity: string;
  readonly name: string;
  /** The identity of its only reader; null: everybody. */
  readonly to: string | null;
  readonly text: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** By emoji, the identities of those who reacted. */
  readonly reactions: Readonly<Record<string, readonly string[]>>;
}

/** The room as docs/PROTOCOL.md describes it; this is most of it. */
export interface RoomInfo {
  readonly id: string;
  readonly name: string;
  readonly state: 'scheduled' | 'in-progress' | 'paused' | 'ended';
  readonly type: 'video' | 'voice' | 'screen-share' | 'broadcast';
  readonly locked: boolean;
  readonly waitingRoom: boolean;
  readonly recording: boolean;
  readonly recordingAllowed: boolean;
  readonly sharingAllowed: boolean;
  readonly chat: { perMinute: number; maxCharacters: number; history: number; slowModeSeconds: number };
  readonly [setting: string]: unknown;
}

/** Joins a room and resolves once the server has let us in. Media follows by itself. */
export function join(options: JoinOptions): Promise<Room>;

export interface PhoneOptions {
  /** Who we are, and whom others call; needed where the server has no keys. */
  identity?: string;
  /** What others read. */
  name?: string;
  /** A JWT that names us, of whatever room or none; needed where the server has keys. */
  token?: string;
  /** The server's address with a slash at its end; the page's own by default. */
  url?: string;
}

export type CallState = 'initiating' | 'ringing' | 'active' | 'declined' | 'missed' | 'cancelled' | 'failed' | 'ended';

/** A call as it was when it was told of; a later one with the same `id` says how it went on. */
export interface Call {
  readonly id: string;
  /** 'initiating': whoever is called is nowhere yet, and it rings as soon as they are. */
  readonly state: CallState;
  readonly media: 'voice' | 'video';
  /** Somebody calls us, rather than we them. */
  readonly incoming: boolean;
  readonly from: { readonly identity: string; readonly name: string };
  readonly to: { readonly identity: string };
  /** Null until it is active. */
  readonly room: string | null;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly activeAt: string | null;
  readonly overAt: string | null;
}

export interface PhoneEvents {
  /** Somebody calls us: accept or decline. It rings for 30 s. */
  incoming: { call: Call };
  /** A call of ours or to us is new or changed; also when it is over. */
  call: { call: Call };
  /** The call was made or accepted here: pass `join` to `join`, with more options if you like. */
  connect: { call: Call; join: { room: string; token: string; url?: string } };
  /** `error` says why it closed, when nobody closed it. */
  state: { state: Phone['state']; error?: SluiceError };
}

/** Its events by name: `detail` of each is what `E` says. */
declare class Listening<E> extends EventTarget {
  addEventListener<K extends keyof E & string>(
    type: K,
    listener: (event: CustomEvent<E[K]>) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  removeEventListener<K extends keyof E & string>(
    type: K,
    listener: (event: CustomEvent<E[K]>) => void,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | EventListenerOptions,
  ): void;
}

/** Says who we are, so that others can call us, without joining a room. Opens its connection again when that breaks. */
export function openPhone(options: PhoneOptions): Promise<Phone>;

/** Somebody who can be called. All methods that return a promise reject with a SluiceError. */
export class Phone extends Listening<PhoneEvents> {
  private constructor();
  readonly identity: string;
  readonly name: string;
  /** Those that are not over, by id. */
  readonly calls: ReadonlyMap<string, Call>;
  readonly state: 'open' | 'reconnecting' | 'closed';

  /** Calls somebody, a video call by default. */
  call(identity: string, options?: { media?: 'voice' | 'video' }): Promise<Call>;
  /** 'connect' follows. */
  accept(call: { id: string }): Promise<void>;
  decline(call: { id: string }): Promise<void>;
  /** Gives up a call of ours that nobody answered yet. */
  cancel(call: { id: string }): Promise<void>;
  /** Ends an active call for both; leaving its room does too. */
  hangUp(call: { id: string }): Promise<void>;
  /** We can be called here no more. */
  close(): void;
}

export interface LocalParticipant {
  readonly id: string;
  readonly identity: string;
  readonly name: string;
  readonly role: Role;
  /** 0: down; else its place in the order of raising. */
  readonly hand: number;
  /** The chat was taken from it. */
  readonly chatMuted: boolean;
  readonly recordingConsent: boolean;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface RemoteParticipant extends LocalParticipant {
  /** 'reconnecting': its WebSocket broke, and it may come back. */
  readonly presence: 'here' | 'reconnecting';
  readonly connection: Connection;
  /** By publication id. */
  readonly publications: ReadonlyMap<string, RemotePublication>;
  /** Microphone and camera together, so that lips and voice stay in step. Tracks come and go. */
  readonly stream: MediaStream;
  /** The shared screen with its sound. */
  readonly screenStream: MediaStream;
  /** One of the two. */
  streamOf(source: Source): MediaStream;
}

export interface RemotePublication {
  readonly id: string;
  readonly participant: RemoteParticipant;
  readonly source: Source;
  readonly kind: Kind;
  readonly muted: boolean;
  /** Null while nothing of it is received. */
  readonly track: MediaStreamTrack | null;
  /** Why nothing of it can be shown here, in words; absent or null when there is no such reason. */
  readonly undecodable?: string | null;
}

export interface LocalPublication {
  /** Another one after 'rejoined'. */
  readonly id: string;
  readonly source: Source;
  readonly kind: Kind;
  readonly muted: boolean;
  readonly track: MediaStreamTrack;
  /** The track stops when the publication ends. */
  readonly owned: boolean;
  readonly transceiver: RTCRtpTransceiver;
}

export interface EncodingOptions {
  /** Bits per second, of the largest layer; chosen by resolution when absent. */
  maxBitrate?: number;
  /** VP8 by default. VP9 and AV1 send their layers in one stream, VP8 and H.264 as simulcast. */
  codec?: VideoCodec;
  /** As in WebRTC-SVC, for instance `L3T3_KEY`. */
  scalabilityMode?: string;
  /** True sends VP9 and AV1 as simulcast too; false sends VP8 and H.264 in one layer only. */
  simulcast?: boolean;
}

export interface DeviceOptions {
  deviceId?: string;
  /** Instead of capturing; it is left running when the publication ends. */
  track?: MediaStreamTrack;
}

export interface CameraOptions extends DeviceOptions, EncodingOptions {
  width?: number;
  height?: number;
  frameRate?: number;
  facingMode?: 'user' | 'environment';
}

export interface MicrophoneOptions extends DeviceOptions {
  /** Bits per second. */
  maxBitrate?: number;
}

export interface ScreenOptions extends EncodingOptions {
  /** Whether to ask for the sound too; true by default. */
  audio?: boolean;
  /** At most; 15 by default. */
  frameRate?: number;
  /** `detail` by default: sharp rather than smooth. */
  contentHint?: 'detail' | 'text' | 'motion';
  /** Instead of capturing; it is left running when the publication ends. */
  stream?: MediaStream;
}

export interface PublishOptions extends EncodingOptions {
  source: Source;
  owned?: boolean;
}

export interface Speaker {
  /** A participant's id, possibly our own. */
  participant: string;
  /** 0 (loudest) to -127 dBov. */
  level: number;
}

export interface RoomEvents {
  /** `reason` comes with 'left'. */
  state: { state: Room['state']; reason?: LeaveReason };
  'participant-joined': { participant: RemoteParticipant };
  'participant-updated': { participant: RemoteParticipant };
  'participant-left': { participant: RemoteParticipant; reason: LeaveReason };
  'publication-added': { participant: RemoteParticipant; publication: RemotePublication };
  /** Its mute changed. */
  'publication-updated': { participant: RemoteParticipant; publication: RemotePublication };
  /** Our role, hand, name or chat changed. */
  'me-updated': { participant: LocalParticipant };
  /** State, lock, recording or settings. */
  'room-updated': { room: RoomInfo };
  /** `waiting` of the room changed; `joined` is who came, if somebody did. */
  'waiting-updated': { joined: Waiting | null };
  /** Somebody muted it. */
  'local-publication-updated': { publication: LocalPublication };
  'unmute-asked': { publication?: LocalPublication; by?: RemoteParticipant };
  /** Of others, and our own. */
  message: { message: Message };
  'message-deleted': { message: string; by: string };
  'message-reaction': { message: string; emoji: string; identity: string; on: boolean };
  typing: { participant?: RemoteParticipant; typing: boolean };
  /** An emoji of somebody's, ourselves too. */
  reaction: { participant?: LocalParticipant; emoji: string };
  data: { participant?: RemoteParticipant; topic: string; payload: Uint8Array };
  /** The session was lost and begun anew: everybody joined again, our publications are on their way and added again. */
  rejoined: Record<string, never>;
  'publication-removed': { participant: RemoteParticipant; publication: RemotePublication };
  /** A publication plays from now on; `stream` is the participant's `stream` or `screenStream`. */
  track: {
    participant: RemoteParticipant;
    publication: RemotePublication;
    track: MediaStreamTrack;
    stream: MediaStream;
  };
  'track-removed': RoomEvents['track'];
  'local-publication-added': { publication: LocalPublication };
  /** Unpublished, or the device or the share ended. */
  'local-publication-removed': { publication: LocalPublication };
  /** Loudest first. */
  speakers: { speakers: Speaker[] };
  /** A call got better or worse; `participant` is an id, our own too. */
  quality: { participant: string; level: 'excellent' | 'good' | 'poor' | 'lost'; score: number; mos: number };
  /** It comes in a codec that this browser did not offer to receive. */
  undecodable: { participant: RemoteParticipant; publication: RemotePublication; codec: string; message: string };
  /** Our link is too thin for video: only sound comes while active. */
  'audio-fallback': { active: boolean };
  /** Something failed that nobody waits for. */
  error: { error: Error };
  /** The last event. */
  left: { reason: LeaveReason };
}

/** Written messages; they come as 'message' events. Too many are refused with LIMIT and `retryAfterSeconds`. */
export interface Chat {
  send(text: string, options?: { to?: string | null }): Promise<Message>;
  delete(message: { id: string }): Promise<void>;
  react(message: { id: string }, emoji: string, on?: boolean): Promise<void>;
  /** Oldest first. */
  history(options?: { before?: number; count?: number }): Promise<{ messages: Message[]; more: boolean }>;
  typing(typing: boolean): Promise<void>;
}

/** What those who run the room may do, by their role; refused with FORBIDDEN to others. */
export interface Host {
  mute(publication: { id: string }): Promise<void>;
  askToUnmute(publication: { id: string }): Promise<void>;
  stop(publication: { id: string }): Promise<void>;
  remove(participant: { id: string }): Promise<void>;
  setRole(participant: { id: string }, role: Role): Promise<void>;
  lowerHand(participant: { id: string }): Promise<void>;
  muteChatter(participant: { id: string }, muted: boolean): Promise<void>;
  /** One that waits, or all. */
  admit(waiting?: { id: string }): Promise<void>;
  refuse(waiting?: { id: string }): Promise<void>;
  lock(locked: boolean): Promise<void>;
  startSession(): Promise<void>;
  pauseSession(): Promise<void>;
  resumeSession(): Promise<void>;
  /** The end for everybody. */
  endSession(): Promise<void>;
  /** Says that the room is being recorded, or no longer. */
  record(recording: boolean): Promise<void>;
  slowMode(seconds: number): Promise<void>;
  /** As under `settings` in docs/PROTOCOL.md. */
  change(settings: Record<string, unknown>): Promise<void>;
}

/** A room that we are in. All methods that return a promise reject with a SluiceError. */
export class Room extends Listening<RoomEvents> {
  private constructor();
  readonly me: LocalParticipant;
  readonly name: string;
  readonly info: RoomInfo;
  /** Who waits to be let in, by id; told only to those who may admit. */
  readonly waiting: ReadonlyMap<string, Waiting>;
  readonly chat: Chat;
  readonly host: Host;
  readonly limits: Record<string, number>;
  /** The others, by id. */
  readonly participants: ReadonlyMap<string, RemoteParticipant>;
  /** Our own, by id. */
  readonly publications: ReadonlyMap<string, LocalPublication>;
  /**
   * 'disconnected': media is interrupted and may come back. 'reconnecting': messages are, media may go on; requests
   * wait until they get through. 'left' is final.
   */
  readonly state: 'connecting' | 'connected' | 'disconnected' | 'reconnecting' | 'left';
  /** To read statistics from; everything else about it is ours. */
  readonly peerConnection: RTCPeerConnection;

  publishMicrophone(options?: MicrophoneOptions): Promise<LocalPublication>;
  publishCamera(options?: CameraOptions): Promise<LocalPublication>;
  /** Asks what to share; resolves to the picture and, when there is one, the sound. */
  publishScreen(options?: ScreenOptions): Promise<LocalPublication[]>;
  /** Publishes any track under a source. */
  publish(track: MediaStreamTrack, options: PublishOptions): Promise<LocalPublication>;
  unpublish(publication: LocalPublication): Promise<void>;
  /** Silences or darkens a publication, or brings it back. Where that fails it is left muted. */
  mute(publication: LocalPublication, muted: boolean): Promise<void>;
  /** Sends another track of the same kind, without a new negotiation. */
  replaceTrack(publication: LocalPublication, track: MediaStreamTrack, owned?: boolean): Promise<void>;
  /** Switches a microphone or camera to another device. */
  useDevice(publication: LocalPublication, deviceId: string, options?: CameraOptions): Promise<void>;
  subscribe(publication: RemotePublication): Promise<void>;
  /**
   * Plays a publication in an element and tells the server how it is shown (hidden, small, on the stage), so that no
   * more is sent than is seen. Returns a function that ends that. Instead of `setTrackSettings`.
   */
  attach(element: HTMLMediaElement, publication: RemotePublication, options?: { stage?: boolean }): () => void;
  /** What we want of somebody's video; holds until said otherwise. */
  setTrackSettings(publication: RemotePublication, settings: TrackSettings): Promise<void>;
  /** How much we want to receive. */
  setReceiveMode(mode: 'auto' | 'saver' | 'audio-only'): Promise<void>;
  /** The way that media goes now; null while there is none. */
  path(): Promise<Path | null>;
  /** What the server's side of our connection does now and why, as docs/PROTOCOL.md says under `stats`. */
  serverStats(): Promise<Record<string, unknown>>;
  unsubscribe(publication: RemotePublication): Promise<void>;
  raiseHand(raised: boolean): Promise<void>;
  /** An emoji, or heart, like, fire, clap, laugh, wow, sad, angry, for everybody to see now. */
  react(emoji: string): Promise<void>;
  describe(self: { name?: string; attributes?: Record<string, string> }): Promise<void>;
  /** Agrees to being recorded, or takes that back. */
  consent(recording: boolean): Promise<void>;
  /** Sends at most 64 KiB to the identities in `to`, or to everybody else. */
  sendData(topic: string, bytes: Uint8Array, options?: { to?: string[] }): Promise<void>;
  leave(): Promise<void>;
}

// Nothing but what is marked so is exported.
export {};
