import { Button, type ButtonProps } from '@mantine/core';
import { useTimeout } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { copyText } from './copy-text.js';

interface CopyButtonProps extends ButtonProps {
  readonly text: string;
  /** What is copied, for those who do not see what stands beside the button. */
  readonly label: string;
  readonly children?: string;
  readonly onFailed?: () => void;
}

const shownMilliseconds = 2_000;

export function CopyButton({ text, label, children, onFailed, ...props }: CopyButtonProps) {
  const { t } = useTranslation();
  const [isCopied, setIsCopied] = useState(false);
  const { start } = useTimeout(() => setIsCopied(false), shownMilliseconds);

  async function copy(): Promise<void> {
    if (await copyText(text)) {
      setIsCopied(true);
      start();
    } else onFailed?.();
  }

  return (
    <Button {...props} aria-label={isCopied ? undefined : label} onClick={() => void copy()}>
      <span aria-live="polite">{isCopied ? t('copied') : (children ?? t('copy'))}</span>
    </Button>
  );
}
