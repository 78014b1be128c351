import { Alert, List } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ImportProblem } from './import.queries.js';

/** What is to be said about the file as a whole; what concerns a row stands at the row. */
export function FileProblems({ problems }: { readonly problems: readonly ImportProblem[] }) {
  const { t } = useTranslation('imports');
  const ofFile = problems.filter(({ row, line }) => row === undefined && line === undefined);
  if (ofFile.length === 0) return null;
  const isError = ofFile.some(({ severity }) => severity === 'error');
  return (
    <Alert color={isError ? 'red' : 'orange'} title={t('fileProblems')}>
      <List size="sm" lang="en">
        {ofFile.map(({ code, message }) => (
          <List.Item key={code + message} dir="auto">
            {message}
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}
