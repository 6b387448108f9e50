/** The choice of microphone, camera and speaker. */

import { $, attempt, call, own } from './page.js';
import { allVideos, showSelf } from './tiles.js';

/** The device chosen in the dialog; none before it was opened. */
export function chosen(kind) {
  return $(kind).value || undefined;
}

export async function openDevices() {
  await listDevices();
  $('device-dialog').showModal();
}

async function listDevices() {
  const devices = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
  const inUse = {
    audioinput: own('microphone')?.track.getSettings().deviceId,
    videoinput: own('camera')?.track.getSettings().deviceId,
    audiooutput: call.speakerId,
  };
  for (const kind of Object.keys(inUse)) {
    const choices = devices.filter((device) => device.kind === kind && device.deviceId);
    const options = choices.map(({ label, deviceId }, index) => new Option(label || `Device ${index + 1}`, deviceId));
    if (options.length === 0) options.push(new Option('Default', ''));
    const before = inUse[kind] || $(kind).value;
    $(kind).replaceChildren(...options);
    if (choices.some(({ deviceId }) => deviceId === before)) $(kind).value = before;
  }
  $('speaker-choice').hidden = !('setSinkId' in HTMLMediaElement.prototype);
}

navigator.mediaDevices?.addEventListener('devicechange', () => attempt(listDevices));

for (const [kind, source] of [['audioinput', 'microphone'], ['videoinput', 'camera']]) {
  $(kind).addEventListener('change', () =>
    attempt(async () => {
      const publication = own(source);
      if (!publication) return;
      await call.room.useDevice(publication, $(kind).value);
      showSelf();
    }),
  );
}

$('audiooutput').addEventListener('change', () =>
  attempt(async () => {
    call.speakerId = $('audiooutput').value;
    await Promise.all(allVideos().map((video) => video.setSinkId(call.speakerId)));
  }),
);
