import { SettingProblem } from './setting-parsers.js';

export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** implicit: from the first byte. required: by STARTTLS. offered: by STARTTLS where it is offered. none: never. */
  readonly tls: 'implicit' | 'required' | 'offered' | 'none';
  readonly credentials: { readonly user: string; readonly password: string } | undefined;
}

const loopback = /^(localhost|127(\.\d+){3}|::1)$/;
const form = 'must be a URL such as smtp://user:password@mail.example.org:587 or smtps://mail.example.org';

/** Problems never quote this value, which holds a password. */
export function smtpUrl(text: string | undefined): SmtpServer | undefined {
  if (text === undefined) return undefined;
  if (!/^smtps?:\/\//.test(text)) throw new SettingProblem('must begin with smtp:// or smtps://');
  const { url, user, password } = parse(text);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  if (host === '' || !['', '/'].includes(url.pathname) || url.hash !== '') throw new SettingProblem(form);
  if ((user === '') !== (password === ''))
    throw new SettingProblem('must have both a user name and a password, or neither');
  const implicit = url.protocol === 'smtps:';
  if (url.search !== '' && (implicit || url.search !== '?tls=none'))
    throw new SettingProblem('takes nothing behind ? but tls=none, and that with smtp:// only');
  return {
    host,
    port: url.port === '' ? (implicit ? 465 : 587) : Number(url.port),
    tls: implicit ? 'implicit' : url.search !== '' ? 'none' : loopback.test(host) ? 'offered' : 'required',
    credentials: user === '' ? undefined : { user, password },
  };
}

function parse(text: string): { url: URL; user: string; password: string } {
  try {
    const url = new URL(text);
    return { url, user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
  } catch {
    throw new SettingProblem(`${form}; special characters in user name and password must be percent-encoded`);
  }
}
