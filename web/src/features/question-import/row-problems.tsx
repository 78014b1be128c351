import { List, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ImportProblem } from './import.queries.js';

/** Severity in words, then the place, then the sentence of the server. */
export function RowProblems({ problems }: { readonly problems: readonly ImportProblem[] }) {
  const { t } = useTranslation('imports');
  if (problems.length === 0) return null;
  return (
    <List size="sm" listStyleType="none">
      {problems.map(({ severity, code, message, column }) => (
        <List.Item key={code + (column ?? '') + message}>
          <Text
            span
            size="sm"
            fw={600}
            c={severity === 'error' ? 'var(--mantine-color-error)' : 'var(--mantine-color-text)'}
          >
            {t(`severity_${severity}`)}
            {column !== undefined && ` · ${t('inColumn', { column })}`}
            {': '}
          </Text>
          <span lang="en" dir="auto">
            {message}
          </span>
        </List.Item>
      ))}
    </List>
  );
}
