import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { formatWebhookSecret, newWebhookSecret, readWebhookSecret, signatureHeaders } from './signature.js';

function secretOf(text: string): Buffer {
  const secret = readWebhookSecret(text);
  if (secret === undefined) throw new Error(`not a secret: ${text}`);
  return secret;
}

/** From the test suite of the reference implementations of Standard Webhooks, which all share it. */
const known = {
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  timestamp: 1_614_265_330,
  body: '{"test": 2432232314}',
  signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
};

describe('the signature', () => {
  it('is the known one', () => {
    const message = {
      id: known.id,
      sentAt: new Date(known.timestamp * 1_000),
      body: Buffer.from(known.body),
    };
    expect(signatureHeaders(message, [secretOf(known.secret)])).toEqual({
      'webhook-id': known.id,
      'webhook-timestamp': '1614265330',
      'webhook-signature': known.signature,
    });
  });

  it('has the time in whole seconds, rounded down', () => {
    const message = {
      id: known.id,
      sentAt: new Date(known.timestamp * 1_000 + 999),
      body: Buffer.from(known.body),
    };
    expect(signatureHeaders(message, [secretOf(known.secret)])['webhook-signature']).toBe(known.signature);
  });

  it('covers the bytes, whatever they are', () => {
    const secret = newWebhookSecret();
    for (const body of ['', '{"name":"Zoë 🎉\u2028","big":9007199254740993}', Buffer.from([0xff, 0, 0x80])]) {
      const bytes = Buffer.from(body);
      const expected = createHmac('sha256', secret).update(Buffer.concat([Buffer.from('a.7.'), bytes]));
      const message = { id: 'a', sentAt: new Date(7_000), body: bytes };
      expect(signatureHeaders(message, [secret])['webhook-signature']).toBe(
        `v1,${expected.digest('base64')}`,
      );
    }
  });

  it('stands in a list, one for each secret, in their order', () => {
    const secrets = [newWebhookSecret(), secretOf(known.secret)];
    const message = {
      id: known.id,
      sentAt: new Date(known.timestamp * 1_000),
      body: Buffer.from(known.body),
    };
    const signatures = signatureHeaders(message, secrets)['webhook-signature']?.split(' ');
    expect(signatures).toHaveLength(2);
    expect(signatures?.[1]).toBe(known.signature);
    expect(signatures?.[0]).not.toBe(known.signature);
  });

  it.each(['', 'a.b', 'a b', 'a\r\nb', 'ä', 'x'.repeat(129)])('is not made for the identifier %j', (id) => {
    const message = { id, sentAt: new Date(), body: Buffer.alloc(0) };
    expect(() => signatureHeaders(message, [newWebhookSecret()])).toThrow(RangeError);
  });

  it('is not made without a secret', () => {
    expect(() => signatureHeaders({ id: 'a', sentAt: new Date(), body: Buffer.alloc(0) }, [])).toThrow(
      RangeError,
    );
  });
});

describe('the secret', () => {
  it('is 32 random bytes, and reads back', () => {
    const secret = newWebhookSecret();
    const text = formatWebhookSecret(secret);
    expect(text).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(readWebhookSecret(text)).toEqual(secret);
    expect(newWebhookSecret()).not.toEqual(secret);
  });

  it.each([
    '',
    'whsec_',
    'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    `whsec_${Buffer.alloc(23).toString('base64')}`,
    `whsec_${Buffer.alloc(65).toString('base64')}`,
    'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS*',
    'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n',
    `whsec_${'A'.repeat(1_000_000)}`,
  ])('is not any other text', (text) => {
    expect(readWebhookSecret(text)).toBeUndefined();
  });
});
