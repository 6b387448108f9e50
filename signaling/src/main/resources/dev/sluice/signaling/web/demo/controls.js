/** The toolbar, its menus, and the link to the room. */

import { $, attempt, banner, call, notify, onClick as whenClicked, own } from './page.js';
import { emojiRow } from './chat.js';
import { chosen, openDevices } from './devices.js';
import { togglePanel } from './panel.js';
import { allVideos, showSelf } from './tiles.js';

const codec = new URLSearchParams(location.search).get('codec') ?? undefined;

export function publishMicrophone() {
  return call.room.publishMicrophone({ deviceId: chosen('audioinput') });
}

export function publishCamera() {
  return call.room.publishCamera({ deviceId: chosen('videoinput'), codec: call.encrypted ? 'vp8' : codec });
}

/** As docs/ROLES.md says it; what the token takes away besides, the server refuses. */
export function mayPublish(source) {
  const { info, me } = call.room;
  if (me.role === 'viewer') return false;
  if (info.type === 'voice') return source === 'microphone';
  if (source !== 'screen') return info.type !== 'screen-share' || source !== 'camera';
  const isAllowed = info.sharingAllowed || ['host', 'co-host'].includes(me.role);
  return isAllowed && Boolean(navigator.mediaDevices?.getDisplayMedia);
}

export function showControls() {
  for (const source of ['microphone', 'camera', 'screen']) $(source).hidden = !mayPublish(source) && !own(source);
  const microphone = own('microphone');
  const camera = own('camera');
  press('microphone', microphone && !microphone.muted, 'Mute microphone', 'Unmute microphone');
  press('camera', camera && !camera.muted, 'Turn camera off', 'Turn camera on');
  press('screen', own('screen'), 'Stop sharing', 'Share screen');
  press('hand', call.room.me.hand, 'Lower hand', 'Raise hand');
  $('hand').querySelector('span').textContent = $('hand').title;
  $('sharing').hidden = !own('screen');
  showSelf();
}

function press(id, on, whenOn, whenOff) {
  $(id).setAttribute('aria-pressed', String(Boolean(on)));
  $(id).setAttribute('aria-label', on ? whenOn : whenOff);
  $(id).title = on ? whenOn : whenOff;
}

function onClick(id, action) {
  whenClicked(id, async () => {
    await attempt(action);
    if (call.room) showControls();
  });
}

onClick('microphone', () => {
  const microphone = own('microphone');
  return microphone ? call.room.mute(microphone, !microphone.muted) : publishMicrophone();
});
onClick('camera', () => {
  const camera = own('camera');
  if (camera?.muted) return call.room.mute(camera, false);
  return camera ? call.room.unpublish(camera) : publishCamera();
});
onClick('screen', () => (own('screen') ? stopSharing() : call.room.publishScreen()));
onClick('stop-sharing', stopSharing);
onClick('hand', async () => {
  $('react-menu').hidePopover();
  await call.room.raiseHand(!call.room.me.hand);
});
onClick('leave', () => call.room.leave());
onClick('devices', async () => {
  $('more-menu').hidePopover();
  await openDevices();
});
onClick('invite', async () => {
  $('more-menu').hidePopover();
  const link = `${location.origin}/?room=${encodeURIComponent(call.room.name)}`;
  try {
    await navigator.clipboard.writeText(link);
    notify('The link to this room is copied.');
  } catch {
    notify(link);
  }
});
$('people-button').addEventListener('click', () => togglePanel('people'));
$('chat-button').addEventListener('click', () => togglePanel('chat'));
$('statistics').addEventListener('click', () => {
  $('more-menu').hidePopover();
  togglePanel('statistics');
});
$('reactions').append(...emojiRow((name) => call.room.react(name)));
$('mode').addEventListener('change', () =>
  attempt(async () => {
    await call.room.setReceiveMode($('mode').value);
    showMode();
  }),
);

export function showMode() {
  $('call').classList.toggle('sound-only', $('mode').value === 'audio-only');
}

async function stopSharing() {
  const shares = ['screen', 'screen-audio'].map(own).filter(Boolean);
  await Promise.all(shares.map((publication) => call.room.unpublish(publication)));
}

/** Sound only, because the path carries no more. */
export function showFallback(active) {
  $('call').classList.toggle('thin', active);
  banner('fallback', active ? 'Your connection is too thin for video: you only hear the others for now.' : null);
  if (!active) notify('Your connection is better: video is back.');
}

$('unblock').addEventListener('click', () => {
  $('unblock').hidden = true;
  for (const video of allVideos()) video.play().catch(() => {});
});
