import { Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ButtonLink } from '../../components/links.js';
import type { ResultsSearch } from './results-search.js';
import { neighboursQuery } from './results.queries.js';

interface NeighbourLinksProps {
  readonly id: string;
  readonly search: ResultsSearch;
}

/** To the results before and behind this one in the list that the reader came from. Without an answer there is nothing to press. */
export function NeighbourLinks({ id, search }: NeighbourLinksProps) {
  const { t } = useTranslation('results');
  const { data } = useQuery(neighboursQuery(id, search));
  return (
    <Group component="nav" aria-label={t('neighbours')} gap="xs">
      {(['previous', 'next'] as const).map((place) => {
        const neighbour = data?.[place];
        return neighbour ? (
          <ButtonLink
            key={place}
            to="/submissions/$id"
            params={{ id: neighbour }}
            search={search}
            variant="default"
            size="compact-sm"
          >
            {t(place)}
          </ButtonLink>
        ) : null;
      })}
    </Group>
  );
}
