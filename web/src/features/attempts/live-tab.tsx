import { Alert, Badge, Button, Group, Stack, Text, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StreamEnd } from '../../api/event-stream.js';
import { useEventStream } from '../../api/use-event-stream.js';
import { reportEndedSession } from '../../app/queries.js';
import { useMay } from '../../app/session.js';
import { EmptyState } from '../../components/empty-state.js';
import { Failure } from '../../components/failure.js';
import { PageLoading } from '../../components/page-loading.js';
import { EndAttemptDialog } from './end-attempt-dialog.js';
import { ExtendTimeDialog, type ExtendedPeople } from './extend-time-dialog.js';
import { afterBreak, afterMessage, inOrder, nothingYet, type RunningAttempt } from './live-attempts.js';
import { LiveTable } from './live-table.js';

/** Who is at work at this moment, as the server tells it. */
export function LiveTab() {
  const { id } = useParams({ from: '/members/assessments/$id' });
  const { t } = useTranslation(['attempts', 'common']);
  const cache = useQueryClient();
  const [picture, setPicture] = useState(nothingYet);
  const [refusal, setRefusal] = useState<Extract<StreamEnd, { kind: 'refused' }>>();
  const stream = useEventStream(`/api/v1/assessments/${id}/attempts/stream`, {
    onMessage: (message) => {
      setPicture((before) => afterMessage(before, message, performance.now()));
      if (message.type === 'ended') void cache.invalidateQueries({ queryKey: ['results', id] });
    },
    onBreak: () => setPicture(afterBreak),
    onEnd: (end) => {
      if (end.kind !== 'refused') return;
      setRefusal(end);
      reportEndedSession(end.problem);
    },
  });
  if (refusal) return <Failure error={refusal.problem} />;
  return (
    <Stack gap="sm">
      <Group gap="sm">
        <Title order={2} size="h4" id="live-title">
          {t('title')}
        </Title>
        <Badge variant={stream === 'live' ? 'filled' : 'default'} color="teal.9" tt="none">
          {t(stream === 'live' ? 'connected' : 'connecting')}
        </Badge>
      </Group>
      {stream === 'broken' && (
        <Alert color="orange" role="status">
          {t('broken')}
        </Alert>
      )}
      {picture.attempts === null ? (
        <PageLoading />
      ) : (
        <LiveAttempts assessmentId={id} attempts={inOrder(picture.attempts)} />
      )}
    </Stack>
  );
}

interface LiveAttemptsProps {
  readonly assessmentId: string;
  readonly attempts: ReturnType<typeof inOrder>;
}

function LiveAttempts({ assessmentId, attempts }: LiveAttemptsProps) {
  const { t } = useTranslation('attempts');
  const mayAct = useMay('assessments.write');
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [extended, setExtended] = useState<ExtendedPeople>();
  const [ending, setEnding] = useState<RunningAttempt>();
  const running = attempts.filter(({ attempt }) => attempt.state !== 'finished');
  const chosen = running.filter(({ attempt }) => selected.has(attempt.id));
  if (attempts.length === 0) return <EmptyState title={t('nobody')}>{t('nobodyText')}</EmptyState>;
  return (
    <>
      <Group justify="space-between" gap="sm">
        <Text role="status">{t('atWork', { count: running.length })}</Text>
        {mayAct && running.length > 0 && (
          <Group gap="xs">
            {chosen.length > 0 && (
              <Button
                size="sm"
                variant="default"
                onClick={() =>
                  setExtended({
                    attempts: { ids: chosen.map(({ attempt }) => attempt.id) },
                    count: chosen.length,
                  })
                }
              >
                {t('extendSelected', { count: chosen.length })}
              </Button>
            )}
            <Button
              size="sm"
              variant="default"
              onClick={() => setExtended({ attempts: { all: true }, count: running.length })}
            >
              {t('extendAll')}
            </Button>
          </Group>
        )}
      </Group>
      <LiveTable
        attempts={attempts}
        mayAct={mayAct}
        selected={selected}
        onSelect={setSelected}
        onExtend={({ id, candidate }) =>
          setExtended({ attempts: { ids: [id] }, count: 1, name: candidate.name })
        }
        onEnd={setEnding}
      />
      {extended && (
        <ExtendTimeDialog
          assessmentId={assessmentId}
          people={extended}
          onClose={() => setExtended(undefined)}
        />
      )}
      {ending && <EndAttemptDialog attempt={ending} onClose={() => setEnding(undefined)} />}
    </>
  );
}
