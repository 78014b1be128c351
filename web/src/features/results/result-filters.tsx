import { Group, NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { finishReasons, resultsSearch, withoutPlace, type ResultsSearch } from './results-search.js';

interface ResultFiltersProps {
  readonly search: ResultsSearch;
  readonly versions: readonly { readonly number: number }[];
  readonly onChange: (search: ResultsSearch, replace?: boolean) => void;
}

const pauseMilliseconds = 300;

export function ResultFilters({ search, versions, onChange }: ResultFiltersProps) {
  const { t } = useTranslation('results');
  /** An empty value takes the filter away. */
  const change = (name: keyof ResultsSearch, value: unknown, replace = false): void =>
    onChange(resultsSearch({ ...withoutPlace(search), [name]: value === '' ? undefined : value }), replace);
  return (
    <Group gap="sm" align="end" role="search" aria-label={t('filters')}>
      <SearchField text={search.q ?? ''} onChange={(text) => change('q', text, true)} />
      <NativeSelect
        label={t('outcome')}
        value={search.passed === undefined ? '' : String(search.passed)}
        onChange={({ currentTarget: { value } }) => change('passed', value && value === 'true')}
        data={[
          { value: '', label: t('all') },
          { value: 'true', label: t('passed') },
          { value: 'false', label: t('failed') },
        ]}
      />
      <NativeSelect
        label={t('reason')}
        value={search.reason ?? ''}
        onChange={({ currentTarget: { value } }) => change('reason', value)}
        data={[
          { value: '', label: t('all') },
          ...finishReasons.map((value) => ({ value, label: t(`reason_${value}`) })),
        ]}
      />
      {(versions.length > 1 || search.version !== undefined) && (
        <NativeSelect
          label={t('version')}
          value={search.version === undefined ? '' : String(search.version)}
          onChange={({ currentTarget: { value } }) => change('version', value && Number(value))}
          data={[
            { value: '', label: t('all') },
            ...versions.map(({ number }) => ({ value: String(number), label: String(number) })),
          ]}
        />
      )}
    </Group>
  );
}

interface SearchFieldProps {
  readonly text: string;
  readonly onChange: (text: string) => void;
}

/** Asks when the typing pauses. What the address says later, by "back" for example, is shown. */
function SearchField({ text, onChange }: SearchFieldProps) {
  const { t } = useTranslation('results');
  const [typed, setTyped] = useState(text);
  const ask = useDebouncedCallback(onChange, pauseMilliseconds);
  useEffect(() => setTyped(text), [text]);
  return (
    <TextInput
      type="search"
      label={t('search')}
      maxLength={254}
      dir="auto"
      flex="1 1 14rem"
      value={typed}
      onChange={({ currentTarget: { value } }) => {
        setTyped(value);
        ask(value);
      }}
    />
  );
}
