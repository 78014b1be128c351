import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { ScriptedSmtpServer, type SmtpScript } from '../../test/support/scripted-smtp-server.js';
import { receiverCertificate } from '../../test/support/scripted-receiver.js';
import { PermanentJobError } from '../jobs/job-handler.js';
import type { OutgoingMail } from './mail-transport.js';
import type { SmtpServer } from './mail.options.js';
import { SmtpTransport, type SmtpPatience } from './smtp-transport.js';

const patienceOf = (milliseconds: number): SmtpPatience => ({
  connectionMilliseconds: milliseconds,
  greetingMilliseconds: milliseconds,
  silenceMilliseconds: milliseconds,
});
const from = { address: 'tests@works.example', name: 'Example Works, Ltd' };
const mail: OutgoingMail = {
  messageId: '01890000-0000-7000-8000-000000000001@assay.example.org',
  to: { address: 'ada@example.org', name: 'Ada "Łucja" Example' },
  subject: 'Zażółć gęślą jaźń 🎉',
  text: 'Hello Ada,\n\n.\nhttps://assay.example.org/invite#invite_AbC-_123\n',
  html: '<p>Hello <b>Ada</b></p>\n',
  unsubscribeUrl: undefined,
};

let server: ScriptedSmtpServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

async function transportTo(
  script: SmtpScript,
  settings: Partial<SmtpServer> = {},
  milliseconds = 5_000,
): Promise<{ server: ScriptedSmtpServer; transport: SmtpTransport }> {
  server = await ScriptedSmtpServer.start(script);
  const target = { host: '127.0.0.1', port: server.port, tls: 'offered', credentials: undefined } as const;
  return {
    server,
    transport: new SmtpTransport({ ...target, ...settings }, from, patienceOf(milliseconds), [
      receiverCertificate,
    ]),
  };
}

const never = new AbortController().signal;

/** What a delivery fails with, whole: nothing of it may hold an address. */
async function failureOf(delivery: Promise<void>): Promise<Error> {
  const failure = await delivery.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(failure instanceof Error)) throw new Error('The delivery did not fail.');
  expect(failure.message + JSON.stringify(failure) + String(failure.cause ?? '')).not.toMatch(/@|secret/);
  return failure;
}

describe('a mail over SMTP', () => {
  it('has one recipient, its own identifier, and text and HTML that arrive as they were', async () => {
    const { server: sink, transport } = await transportTo({});
    await transport.send(mail, never);
    expect(sink.received).toHaveLength(1);
    const [received] = sink.received;
    expect(received).toMatchObject({
      sender: 'tests@works.example',
      recipients: ['ada@example.org'],
      messageId: `<${mail.messageId}>`,
    });
    const head = received!.source.slice(0, received!.source.indexOf('\r\n\r\n'));
    expect(head).toMatch(/^From: "Example Works, Ltd" <tests@works\.example>\r$/m);
    expect(head).toMatch(/^To: .*<ada@example\.org>\r$/m);
    expect(head).toMatch(/^Auto-Submitted: auto-generated\r?$/m);
    expect(head).toMatch(/^Content-Type: multipart\/alternative/m);
    expect(head).not.toMatch(/^(Cc|Bcc|X-Mailer|List-)/im);
    expect(received!.source).toContain('https://assay.example.org/invite#invite_AbC-_123');
  });

  it('names where one click ends the reminders, and that a POST is meant', async () => {
    const { server: sink, transport } = await transportTo({});
    await transport.send({ ...mail, unsubscribeUrl: 'https://assay.example.org/opt-out/abc' }, never);
    expect(sink.received[0]!.source).toContain(
      'List-Unsubscribe: <https://assay.example.org/opt-out/abc>\r\n',
    );
    expect(sink.received[0]!.source).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n');
  });

  it.each([
    ['a name', { to: { address: 'ada@example.org', name: 'Ada\r\nBcc: eve@example.org' } }],
    ['a subject', { subject: 'Hello\r\nBcc: eve@example.org' }],
    ['a subject with half a line end', { subject: 'Hello\nBcc: eve@example.org' }],
    ['a separator of Unicode', { subject: 'Hello\u2028Bcc: eve@example.org' }],
    ['an identifier', { messageId: 'a@b>\r\nBcc: <eve@example.org' }],
    ['an address of two', { to: { address: 'ada@example.org, eve@example.org', name: '' } }],
    ['an address with a name', { to: { address: 'Eve <eve@example.org>', name: '' } }],
    ['an address with a line', { to: { address: 'ada@example.org\r\nRCPT TO:<eve@example.org>', name: '' } }],
    ['an opt-out address', { unsubscribeUrl: 'https://a.example/\r\nBcc: eve@example.org' }],
  ])('is refused where %s would become a header or a recipient', async (_, change) => {
    const { server: sink, transport } = await transportTo({});
    expect(await failureOf(transport.send({ ...mail, ...change }, never))).toBeInstanceOf(PermanentJobError);
    expect(sink.received).toEqual([]);
    expect(sink.connections).toBe(0);
  });

  it('goes to one recipient, however the name looks like more', async () => {
    const { server: sink, transport } = await transportTo({});
    for (const name of ['a@b.example, Eve <eve@example.org>', '<eve@example.org>', '"; eve@example.org']) {
      await transport.send({ ...mail, to: { address: 'ada@example.org', name } }, never);
      expect(sink.received.at(-1)!.recipients).toEqual(['ada@example.org']);
    }
  });
});

describe('a refusal', () => {
  it.each([
    [550, PermanentJobError, 'The mail server refused the recipient (550 5.1.1).'],
    [553, PermanentJobError, 'The mail server refused the recipient (553 5.1.1).'],
    [450, Error, 'The mail server put us off at RCPT TO (450 5.1.1).'],
    [421, Error, 'The mail server put us off at the connection (421 5.1.1).'],
    [
      530,
      Error,
      'The mail server does not accept our user name and password: see ASSAY_SMTP_URL (530 5.1.1).',
    ],
  ])('of the recipient with %i', async (code, type, message) => {
    const { transport } = await transportTo({ recipient: () => code });
    const failure = await failureOf(transport.send(mail, never));
    expect([failure.constructor, failure.message]).toEqual([type, message]);
  });

  it.each([
    [554, PermanentJobError, 'The mail server refused the mail (554 5.1.1).'],
    [451, Error, 'The mail server put us off at DATA (451 5.1.1).'],
  ])('of the mail with %i', async (code, type, message) => {
    const { transport } = await transportTo({ data: () => code });
    const failure = await failureOf(transport.send(mail, never));
    expect([failure.constructor, failure.message]).toEqual([type, message]);
  });

  it('of everybody at the greeting is no verdict on this mail', async () => {
    const { transport } = await transportTo({ greeting: () => 554 });
    expect((await failureOf(transport.send(mail, never))).constructor).toBe(Error);
  });

  it('of our password is the operator\u2019s to mend: the mail waits', async () => {
    const credentials = { user: 'assay', password: 'wrong secret' };
    const { transport } = await transportTo({ password: 'right' }, { credentials });
    const failure = await failureOf(transport.send(mail, never));
    expect(failure.constructor).toBe(Error);
    expect(failure.message).toMatch(/user name and password: see ASSAY_SMTP_URL \(535/);
  });

  it('to ask for a password at all does not send the mail without one', async () => {
    const credentials = { user: 'assay', password: 'secret' };
    const { server: sink, transport } = await transportTo({}, { credentials });
    const failure = await failureOf(transport.send(mail, never));
    expect(failure.constructor).toBe(Error);
    expect(failure.message).toMatch(/user name and password: see ASSAY_SMTP_URL/);
    expect(sink.received).toEqual([]);
  });
});

it('signs in with the password of the setting', async () => {
  const credentials = { user: 'assay', password: 'right' };
  const { server: sink, transport } = await transportTo({ password: 'right' }, { credentials });
  await transport.send(mail, never);
  expect(sink.received[0]!.user).toBe('assay');
});

describe('a connection', () => {
  it.each<[string, SmtpScript]>([
    ['the greeting', { greeting: () => 'hang' }],
    ['the recipient', { recipient: () => 'hang' }],
    ['the end of the mail', { data: () => 'hang' }],
  ])('that hangs at %s is given up', async (_, script) => {
    const { server: sink, transport } = await transportTo(script, {}, 300);
    expect((await failureOf(transport.send(mail, never))).message).toBe(
      'The mail server did not answer in time.',
    );
    await expect.poll(() => sink.open).toBe(0);
  });

  it.each<[string, SmtpScript]>([
    ['the greeting', { greeting: () => 'hang' }],
    ['the end of the mail', { data: () => 'hang' }],
  ])('is cut by the signal while it waits for %s', async (_, script) => {
    server = await ScriptedSmtpServer.start(script);
    const target = { host: '127.0.0.1', port: server.port, tls: 'offered', credentials: undefined } as const;
    const patient = new SmtpTransport(target, from);
    const controller = new AbortController();
    const delivery = patient.send(mail, controller.signal);
    delivery.catch(() => undefined);
    await expect.poll(() => server!.open).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 100));
    controller.abort(new Error('the process stops'));
    await expect(delivery).rejects.toThrow('the process stops');
    await expect.poll(() => server!.open).toBe(0);
  });

  it('that is cut while the answer is awaited has failed for now', async () => {
    const { transport } = await transportTo({ data: () => 'keep-and-drop' });
    expect((await failureOf(transport.send(mail, never))).message).toBe(
      'The connection to the mail server failed or broke.',
    );
  });

  it('that is cut behind the answer was a success', async () => {
    const { server: sink, transport } = await transportTo({ data: () => 'accept-and-drop' });
    await transport.send(mail, never);
    expect(sink.received).toHaveLength(1);
  });

  it('to nobody has failed for now', async () => {
    const free = createServer();
    await new Promise<void>((resolve) => void free.listen(0, '127.0.0.1', resolve));
    const { port } = free.address() as { port: number };
    await new Promise((resolve) => free.close(resolve));
    const transport = new SmtpTransport(
      { host: '127.0.0.1', port, tls: 'offered', credentials: undefined },
      from,
      patienceOf(5_000),
    );
    expect((await failureOf(transport.send(mail, never))).constructor).toBe(Error);
  });
});

describe('TLS', () => {
  const untrusted = 'The mail server speaks no TLS that can be trusted; see ASSAY_SMTP_URL.';

  async function strangerTo(script: SmtpScript, tls: SmtpServer['tls']): Promise<SmtpTransport> {
    const { server: sink } = await transportTo(script);
    const target = { host: '127.0.0.1', port: sink.port, tls, credentials: undefined };
    return new SmtpTransport(target, from, patienceOf(5_000));
  }

  it.each([
    ['offered', 'starttls'],
    ['required', 'starttls'],
    ['implicit', 'implicit'],
  ] as const)('that is %s is spoken with a server whose certificate is trusted', async (tls, certificate) => {
    const { server: sink, transport } = await transportTo({ tls: certificate }, { tls });
    await transport.send(mail, never);
    expect(sink.received[0]!.secure).toBe(true);
  });

  it.each([
    ['offered', 'starttls'],
    ['required', 'starttls'],
    ['implicit', 'implicit'],
  ] as const)('that is %s by a certificate of its own making is refused', async (tls, certificate) => {
    const transport = await strangerTo({ tls: certificate }, tls);
    expect((await failureOf(transport.send(mail, never))).message).toBe(untrusted);
    expect(server!.received).toEqual([]);
  });

  it('by a trusted certificate for another name is refused', async () => {
    const { server: sink, transport } = await transportTo(
      { tls: 'starttls' },
      { host: 'localhost', tls: 'required' },
    );
    expect((await failureOf(transport.send(mail, never))).message).toBe(untrusted);
    expect(sink.received).toEqual([]);
  });

  it('that is required and not offered gets no mail', async () => {
    const { server: sink, transport } = await transportTo({}, { tls: 'required' });
    expect((await failureOf(transport.send(mail, never))).message).toBe(untrusted);
    expect(sink.received).toEqual([]);
  });

  it('is left out where the setting says so', async () => {
    const { server: sink, transport } = await transportTo({ tls: 'starttls' }, { tls: 'none' });
    await transport.send(mail, never);
    expect(sink.received[0]!.secure).toBe(false);
  });
});
