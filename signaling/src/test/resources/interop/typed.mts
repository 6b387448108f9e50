// Written as applications write it; the compiler is the test.
import { join, openPhone, SluiceError, type LeaveReason, type LocalPublication, type Room } from 'sluice-client';

const give = new AbortController();
const room: Room = await join({ room: 'kitchen', name: 'Ada', signal: give.signal, onWaiting: ({ name }) => name.trim() });
room.addEventListener('track', ({ detail }) => {
  const stream: MediaStream = detail.stream;
  const end: () => void = room.attach(document.createElement('video'), detail.publication, { stage: stream.active });
  end();
});
room.addEventListener('left', ({ detail }) => {
  const reason: LeaveReason = detail.reason;
  console.log(reason);
});
room.addEventListener('something', (event) => console.log(event.type));
const camera: LocalPublication = await room.publishCamera({ codec: 'vp9', simulcast: true, facingMode: 'user' });
const shared: LocalPublication[] = await room.publishScreen({ audio: true });
await room.mute(camera, true);
await Promise.all(shared.map((each) => room.unpublish(each)));
const phone = await openPhone({ identity: 'ada' });
phone.addEventListener('connect', async ({ detail }) => {
  await join(detail.join);
});
try {
  await phone.call('bob', { media: 'voice' });
} catch (error) {
  if (error instanceof SluiceError && error.code === 'CONFLICT') console.log(error.details);
}

// @ts-expect-error: there is no such codec
await room.publishCamera({ codec: 'h263' });
// @ts-expect-error: rooms come from join
new Room();
// @ts-expect-error: a detail has the type of its event
room.addEventListener('quality', ({ detail }) => detail.reason);
