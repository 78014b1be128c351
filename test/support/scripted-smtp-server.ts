import { readFileSync } from 'node:fs';
import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';

const fixture = (name: string): string =>
  readFileSync(new URL(`../fixtures/tls/${name}`, import.meta.url), 'utf8');

export interface ReceivedMail {
  readonly sender: string;
  readonly recipients: readonly string[];
  /** With its angle brackets. */
  readonly messageId: string;
  /** As it came over the wire. */
  readonly source: string;
  readonly secure: boolean;
  readonly user: string | undefined;
}

/** `drop` cuts the connection instead of an answer; `hang` never answers. A number is refused with. */
type Answer = 'accept' | 'drop' | 'hang' | number;

export interface SmtpScript {
  readonly greeting?: () => Answer;
  /** @param times how often this recipient was named, from 1. */
  readonly recipient?: (address: string, times: number) => Answer;
  /** `accept-and-drop`: the mail is accepted and the connection cut behind the answer. `keep-and-drop`: instead of it. */
  readonly data?: (times: number) => Answer | 'accept-and-drop' | 'keep-and-drop';
  /** With a certificate of its own making; without it no TLS. */
  readonly tls?: 'starttls' | 'implicit';
  /** The one password that is right; without it none is asked for. */
  readonly password?: string;
}

/** A real mail server of this process that does what the script says and keeps what it accepts. */
export class ScriptedSmtpServer {
  readonly received: ReceivedMail[] = [];
  connections = 0;
  private readonly named = new Map<string, number>();
  private readonly sockets = new Set<Socket>();
  private datas = 0;

  private constructor(
    private readonly script: SmtpScript,
    private server: SMTPServer,
  ) {}

  static async start(script: SmtpScript = {}, port = 0): Promise<ScriptedSmtpServer> {
    const self = new ScriptedSmtpServer(script, undefined as never);
    self.server = self.build();
    // A client that refuses the certificate is an error of this connection only.
    self.server.on('error', () => undefined);
    // Never the raw socket below TLS: Node 20 crashes where that is destroyed in the handshake.
    const opened = script.tls === 'implicit' ? 'secureConnection' : 'connection';
    self.server.server.on(opened, (socket: Socket) => {
      self.connections += 1;
      self.sockets.add(socket);
      socket.on('close', () => self.sockets.delete(socket));
    });
    await new Promise<void>((resolve) => void self.server.listen(port, '127.0.0.1', resolve));
    return self;
  }

  get port(): number {
    return (this.server.server.address() as AddressInfo).port;
  }

  get open(): number {
    return this.sockets.size;
  }

  async stop(): Promise<void> {
    this.cut();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  private build(): SMTPServer {
    const { script } = this;
    return new SMTPServer({
      ...(script.tls === undefined
        ? { hideSTARTTLS: true }
        : {
            secure: script.tls === 'implicit',
            key: fixture('receiver.key.pem'),
            cert: fixture('receiver.cert.pem'),
          }),
      ...(script.password === undefined
        ? { authOptional: true, disabledCommands: ['AUTH'] }
        : { allowInsecureAuth: true }),
      disableReverseLookup: true,
      onAuth: (auth, _session, done) =>
        auth.password === script.password
          ? done(null, { user: auth.username ?? '' })
          : done(refusal(535, 'no such user or password for user@secret.example')),
      onConnect: (_session, done) => this.answer(script.greeting?.() ?? 'accept', done),
      onRcptTo: ({ address }, _session, done) => {
        const times = (this.named.get(address) ?? 0) + 1;
        this.named.set(address, times);
        this.answer(script.recipient?.(address, times) ?? 'accept', done);
      },
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => this.end(Buffer.concat(chunks), session, done));
      },
    });
  }

  private end(bytes: Buffer, session: SMTPServerSession, done: (error?: Error) => void): void {
    this.datas += 1;
    const answer = this.script.data?.(this.datas) ?? 'accept';
    const keeps = answer === 'accept' || answer === 'accept-and-drop' || answer === 'keep-and-drop';
    if (keeps) this.received.push(receivedMail(bytes.toString('utf8'), session));
    if (answer === 'accept-and-drop') {
      done();
      setTimeout(() => this.cut(), 20);
    } else this.answer(answer === 'keep-and-drop' ? 'drop' : answer, done);
  }

  private answer(answer: Answer, done: (error?: Error) => void): void {
    if (answer === 'accept') done();
    else if (answer === 'drop') this.cut();
    else if (answer !== 'hang')
      done(refusal(answer, `5.1.1 <secret-address@example.org> is not wanted here`));
  }
}

function refusal(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}

function receivedMail(source: string, { envelope, secure, user }: SMTPServerSession): ReceivedMail {
  return {
    sender: envelope.mailFrom === false ? '' : envelope.mailFrom.address,
    recipients: envelope.rcptTo.map(({ address }) => address),
    messageId: /^Message-ID: (.*)\r$/im.exec(source)?.[1] ?? '',
    source,
    secure,
    user,
  };
}
