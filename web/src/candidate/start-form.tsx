import { useEffect, useId, useRef, useState, type FormEvent } from 'react';
import { fieldErrors, hasCode } from '../api/problem.js';
import { receiptIn, type Landing } from './api.js';
import { FailureText } from './failure-text.js';
import { ReceiptDetails } from './receipt-details.js';
import { useTexts } from './use-texts.js';

export interface Person {
  readonly email: string;
  readonly name: string;
  /** What was sent to the address, where the link asks for that. */
  readonly code?: string;
}

interface StartFormProps {
  readonly landing: Landing;
  readonly asks: 'email-and-name' | 'name' | 'nothing';
  /** The person to whom the invite is addressed. */
  readonly invitedAs?: string;
  /** The attempt has started before. */
  readonly goesOn?: boolean;
  readonly onStart: (person: Person) => Promise<void>;
  /** Given where the address must be shown to be the candidate's: the code is asked for before the start. */
  readonly onSendCode?: (email: string) => Promise<unknown>;
}

/** The only thing on the landing page that changes anything. */
export function StartForm({ landing, asks, invitedAs, goesOn = false, onStart, onSendCode }: StartFormProps) {
  const { t } = useTexts();
  const [isStarting, setStarting] = useState(false);
  const [error, setError] = useState<unknown>();
  const [sentTo, setSentTo] = useState<string>();
  const [email, setEmail] = useState('');
  const needsCode = onSendCode !== undefined && sentTo !== email;
  const form = useRef<HTMLFormElement>(null);
  // Where the work goes on: the field that is wrong, else the code, else the beginning.
  useEffect(() => {
    if (error === undefined) return;
    const places = ['[aria-invalid=true]', 'input[name=code]', 'input, button'];
    const found = places.map((place) => form.current?.querySelector<HTMLElement>(place));
    found.find((element) => element)?.focus();
  }, [error]);

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    if (isStarting) return;
    const fields = new FormData(event.currentTarget);
    const text = (name: string): string => String(fields.get(name) ?? '').trim();
    setStarting(true);
    setError(undefined);
    try {
      if (onSendCode && needsCode) {
        await onSendCode(text('email'));
        setSentTo(email);
      } else {
        const code = text('code');
        await onStart({ email: text('email'), name: text('name'), ...(code === '' ? {} : { code }) });
      }
    } catch (refusal) {
      setError(refusal);
    } finally {
      setStarting(false);
    }
  }

  const receipt = receiptIn(error);
  if (hasCode(error, 'already-submitted'))
    return (
      <section className="notice" role="alert">
        <strong>{t('alreadySubmittedTitle')}</strong>
        <p>{t('alreadySubmittedText')}</p>
        {receipt && <ReceiptDetails receipt={receipt} />}
      </section>
    );
  const faults = fieldErrors(error);
  return (
    <form ref={form} className="start" onSubmit={(event) => void submit(event)} noValidate>
      {invitedAs !== undefined && (
        <p dir="auto">
          {t('invitedAs')} <strong>{invitedAs}</strong>
        </p>
      )}
      {asks === 'email-and-name' && (
        <Field
          name="email"
          type="email"
          label={t('email')}
          hint={t('emailHint')}
          fault={faults['email'] && t('emailFault')}
          onChange={setEmail}
        />
      )}
      {asks !== 'nothing' && (
        <Field name="name" type="text" label={t('name')} fault={faults['name'] && t('nameFault')} />
      )}
      {sentTo !== undefined && !needsCode && (
        <>
          <p className="notice" role="status">
            {t('codeSent', { email: sentTo })}
          </p>
          <Field name="code" type="text" label={t('code')} fault={faults['code'] && t('codeFault')} />
          <p>
            <button type="button" className="quiet" onClick={() => setSentTo(undefined)}>
              {t('codeAgain')}
            </button>
          </p>
        </>
      )}
      {error !== undefined && Object.keys(faults).length === 0 && <FailureText error={error} />}
      <button type="submit" className="main large" aria-disabled={isStarting}>
        {isStarting
          ? t(needsCode ? 'codeSending' : 'starting')
          : t(needsCode ? 'sendCode' : goesOn ? 'goOn' : 'start')}
      </button>
      {!goesOn && (
        <p className="dim">{t(landing.timeLimitMinutes === null ? 'startNote' : 'startNoteTimed')}</p>
      )}
    </form>
  );
}

const longest = { email: 254, name: 200, code: 20 } as const;

interface FieldProps {
  readonly name: 'email' | 'name' | 'code';
  readonly type: 'email' | 'text';
  readonly label: string;
  readonly hint?: string;
  readonly fault?: string | undefined;
  readonly onChange?: (text: string) => void;
}

function Field({ name, type, label, hint, fault, onChange }: FieldProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {hint && <p id={`${id}-hint`}>{hint}</p>}
      <input
        id={id}
        name={name}
        type={type}
        autoComplete={name === 'code' ? 'one-time-code' : name}
        inputMode={name === 'code' ? 'numeric' : undefined}
        onChange={onChange && ((event) => onChange(event.target.value.trim()))}
        required
        // It appears because a code was asked for, and the work goes on there.
        autoFocus={name === 'code'}
        maxLength={longest[name]}
        dir="auto"
        aria-invalid={fault ? true : undefined}
        aria-describedby={`${hint ? `${id}-hint` : ''} ${fault ? `${id}-fault` : ''}`.trim() || undefined}
      />
      {fault && (
        <p className="fault" id={`${id}-fault`} role="alert">
          {fault}
        </p>
      )}
    </div>
  );
}
