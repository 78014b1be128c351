import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { formatWebhookSecret, newWebhookSecret, signatureHeaders } from './signature.js';

/** The package that receivers use decides whether a message of ours is signed as the specification says. */
describe('a message as the reference implementation reads it', () => {
  const body = Buffer.from('{"type":"attempt.submitted","text":"é 🎉 \\u2028"}');
  const message = { id: 'msg_1', sentAt: new Date(), body };
  const [former, present, unknown] = [newWebhookSecret(), newWebhookSecret(), newWebhookSecret()];
  const headers = signatureHeaders(message, [present, former]);
  const verify = (secret: Buffer, text = body.toString()): unknown =>
    new Webhook(formatWebhookSecret(secret)).verify(text, headers);

  it('is accepted with the present and with the former secret', () => {
    expect(verify(present)).toEqual(JSON.parse(body.toString()));
    expect(verify(former)).toEqual(JSON.parse(body.toString()));
  });

  it('is refused with another secret, or with another body', () => {
    expect(() => verify(unknown)).toThrow();
    expect(() => verify(present, `${body.toString()} `)).toThrow();
  });

  it('is refused when it is old', () => {
    const old = signatureHeaders({ ...message, sentAt: new Date(Date.now() - 3_600_000) }, [present]);
    expect(() => new Webhook(formatWebhookSecret(present)).verify(body.toString(), old)).toThrow();
  });
});
