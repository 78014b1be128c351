import { ApiProblem, NoConnection } from '../api/problem.js';
import type { TextName, TextValues } from './texts.js';
import { useTexts } from './use-texts.js';

/** Why an act was refused, where it was tried. */
export function FailureText({ error }: { readonly error: unknown }) {
  const { t } = useTexts();
  const values: TextValues =
    error instanceof ApiProblem
      ? {
          reference: error.problem.instance,
          count: Number(error.problem['triesLeft'] ?? Math.ceil((error.retryAfterSeconds ?? 60) / 60)),
        }
      : {};
  return (
    <p className="notice bad" role="alert">
      {t(nameOf(error), values)}
    </p>
  );
}

function nameOf(error: unknown): TextName {
  if (error instanceof NoConnection) return 'noConnectionText';
  if (!(error instanceof ApiProblem)) return 'failedText';
  switch (error.code) {
    case 'gone':
      return goneText(String(error.problem['reason'] ?? ''));
    case 'link-full':
      return 'fullText';
    case 'assessment-not-open-yet':
      return 'notOpenYetText';
    case 'attempt-open-elsewhere':
      return 'startedElsewhereText';
    case 'email-code-wrong':
      return 'codeWrong';
    case 'email-code-required':
    case 'email-code-expired':
      return 'codeExpired';
    case 'too-many-requests':
      return 'tooMany';
    case 'service-unavailable':
      return 'busyText';
    default:
      return 'failedText';
  }
}

function goneText(reason: string): TextName {
  const texts: Readonly<Record<string, TextName>> = {
    revoked: 'revokedText',
    expired: 'expiredText',
  };
  return texts[reason] ?? 'closedText';
}
