export const censored = '[redacted]';

const longestText = 8_192;

const bearer = /\b(Bearer|Basic)\s+[\w.~+/=-]+/gi;
const urlPassword = /(\b[a-z][a-z\d+.-]*:\/\/[^\s/:@]*):[^\s@/]+@/gi;
const secretParameter = /([?&#](?:[\w-]*token|key|api_?key|code|password|secret)=)[^&#\s"]+/gi;
/** Most texts have none of what the others look for. */
const suspicious = /[=\u0085\u2028\u2029]|:\/\/|bearer|basic/i;
/** Line breaks to some readers of logs, although JSON leaves them as they are. */
const exoticLineBreak = /[\u0085\u2028\u2029]/g;

/** For texts whose name says nothing about them: messages, addresses, headers. */
export function safeText(text: string): string {
  const short =
    text.length > longestText ? `${text.slice(0, longestText)}… [${text.length} characters]` : text;
  if (!suspicious.test(short)) return short;
  return short
    .replace(bearer, `$1 ${censored}`)
    .replace(urlPassword, `$1:${censored}@`)
    .replace(secretParameter, `$1${censored}`)
    .replace(exoticLineBreak, ' ');
}
