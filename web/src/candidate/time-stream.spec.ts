import { describe, expect, it } from 'vitest';
import { EventReader } from './time-stream.js';

const text = [
  ': heartbeat\n\n',
  'id: 3\nevent: time\ndata: {"remainingMilliseconds":5000,"writer":2}\n\n',
  'id: 3\nevent: something-newer\ndata: {"a":1}\n\n',
  'id: 3\nevent: ended\ndata: {"reason":"deadline"}\n\n',
].join('');
const messages = [
  { type: 'time', remainingMilliseconds: 5_000, writer: 2 },
  { type: 'ended', reason: 'deadline' },
];

describe('reading the stream of the time', () => {
  it('finds the same messages wherever the bytes are cut', () => {
    for (let cut = 0; cut <= text.length; cut += 1) {
      const reader = new EventReader();
      expect([...reader.read(text.slice(0, cut)), ...reader.read(text.slice(cut))]).toEqual(messages);
    }
  });
});
