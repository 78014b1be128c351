import { Button, Group, NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { assessmentChoiceQuery, memberChoiceQuery } from './activity-choices.js';
import type { ActivitySearch } from './activity-search.js';
import { eventGroupNames } from './event-groups.js';

/** Each choice is a new address. */
export function ActivityFilters({ search }: { readonly search: ActivitySearch }) {
  const { t } = useTranslation('activity');
  const navigate = useNavigate();
  const members = useQuery(memberChoiceQuery);
  const assessments = useQuery(assessmentChoiceQuery);
  const set = (change: Readonly<Record<string, string>>): void => {
    const wanted = Object.entries({ ...search, ...change }).filter(([, value]) => value !== '');
    void navigate({ to: '/activity', search: Object.fromEntries(wanted), replace: true });
  };
  const all = { value: '', label: t('all') };
  return (
    <Group component="fieldset" align="end" gap="sm" mb="lg" bd={0} p={0} m={0} aria-label={t('filter')}>
      <NativeSelect
        label={t('kind')}
        value={search.group ?? ''}
        onChange={({ currentTarget: { value } }) => set({ group: value })}
        data={[all, ...eventGroupNames.map((value) => ({ value, label: t(`group_${value}`) }))]}
      />
      <NativeSelect
        label={t('actor')}
        value={search.actor ?? ''}
        maw="100%"
        onChange={({ currentTarget: { value } }) => set({ actor: value })}
        data={withChosen(search.actor, [
          all,
          ...(members.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
        ])}
      />
      <NativeSelect
        label={t('assessment')}
        value={search.assessment ?? ''}
        maw="min(100%, 18rem)"
        onChange={({ currentTarget: { value } }) => set({ assessment: value })}
        data={withChosen(search.assessment, [
          all,
          ...(assessments.data?.items ?? []).map(({ id, title }) => ({
            value: id,
            label: title,
          })),
        ])}
      />
      <TextInput
        type="date"
        label={t('from')}
        value={search.from ?? ''}
        max={search.until}
        onChange={({ currentTarget: { value } }) => set({ from: value })}
      />
      <TextInput
        type="date"
        label={t('until')}
        value={search.until ?? ''}
        min={search.from}
        onChange={({ currentTarget: { value } }) => set({ until: value })}
      />
      {Object.keys(search).length > 0 && (
        <Button
          variant="subtle"
          onClick={() => void navigate({ to: '/activity', search: {}, replace: true })}
        >
          {t('clearFilter')}
        </Button>
      )}
    </Group>
  );
}

interface Choice {
  readonly value: string;
  readonly label: string;
}

/** Of a shared address the list may not hold what is chosen; a select without it would show something else. */
function withChosen(chosen: string | undefined, choices: readonly Choice[]): Choice[] {
  const isThere = chosen === undefined || choices.some(({ value }) => value === chosen);
  return isThere ? [...choices] : [...choices, { value: chosen, label: '…' }];
}
