import { Alert, Button, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ApiProblem, NoConnection } from '../api/problem.js';

interface FailureProps {
  readonly error: unknown;
  readonly retry?: (() => void) | undefined;
}

/** An error where it happened: what went wrong, what to do, and the reference for those who ask for help. */
export function Failure({ error, retry }: FailureProps) {
  const { t } = useTranslation();
  const reference = error instanceof ApiProblem && error.status >= 500 ? error.problem.instance : undefined;
  return (
    <Alert color="red" title={t('errorTitle')} role="alert" mb="md">
      <Text size="sm" dir="auto">
        {useErrorText(error)}
      </Text>
      {reference && (
        <Text size="sm" mt="xs">
          {t('errorReference', { reference })}
        </Text>
      )}
      {retry && (
        <Button size="xs" mt="sm" variant="default" onClick={retry}>
          {t('tryAgain')}
        </Button>
      )}
    </Alert>
  );
}

export function useErrorText(error: unknown): string {
  const { t } = useTranslation();
  if (error instanceof NoConnection) return t('noConnection');
  if (!(error instanceof ApiProblem)) return error instanceof Error ? error.message : String(error);
  if (error.code === 'not-found') return t('notFoundText');
  if (error.code === 'forbidden') return t('forbiddenText');
  if (error.code === 'too-many-requests') return t('tooMany', { seconds: error.retryAfterSeconds ?? 60 });
  return error.message;
}
