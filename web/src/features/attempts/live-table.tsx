import { Badge, Button, Checkbox, Group, Progress, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { durationText } from '../../components/measure.js';
import { Moment } from '../../components/moment.js';
import type { LiveAttempt, RunningAttempt } from './live-attempts.js';
import { useClock } from './use-clock.js';

interface LiveTableProps {
  readonly attempts: readonly LiveAttempt[];
  readonly mayAct: boolean;
  readonly selected: ReadonlySet<string>;
  readonly onSelect: (selected: ReadonlySet<string>) => void;
  readonly onExtend: (attempt: RunningAttempt) => void;
  readonly onEnd: (attempt: RunningAttempt) => void;
}

export function LiveTable(props: LiveTableProps) {
  const { attempts, mayAct, selected, onSelect } = props;
  const { t } = useTranslation('attempts');
  const now = useClock();
  function toggle(id: string, isSelected: boolean): void {
    const next = new Set(selected);
    if (isSelected) next.add(id);
    else next.delete(id);
    onSelect(next);
  }
  return (
    <div className="wide" tabIndex={0} role="region" aria-labelledby="live-title">
      <Table miw="48rem" verticalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            {mayAct && (
              <Table.Th scope="col">
                <span className="visually-hidden">{t('select')}</span>
              </Table.Th>
            )}
            {(['candidate', 'timeLeft', 'answered', 'lastSaved', 'state'] as const).map((name) => (
              <Table.Th key={name} scope="col">
                {t(name)}
              </Table.Th>
            ))}
            {mayAct && (
              <Table.Th scope="col">
                <span className="visually-hidden">{t('acts')}</span>
              </Table.Th>
            )}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {attempts.map((live) => (
            <LiveRow
              key={live.attempt.id}
              {...props}
              live={live}
              now={now}
              onToggle={(isSelected) => toggle(live.attempt.id, isSelected)}
            />
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

interface LiveRowProps extends LiveTableProps {
  readonly live: LiveAttempt;
  readonly now: number;
  readonly onToggle: (isSelected: boolean) => void;
}

function LiveRow({ live, now, mayAct, selected, onToggle, onExtend, onEnd }: LiveRowProps) {
  const { t } = useTranslation('attempts');
  const { attempt } = live;
  const { name, email } = attempt.candidate;
  const isRunning = attempt.state === 'in_progress';
  const { answeredCount, questionCount } = attempt;
  return (
    <Table.Tr>
      {mayAct && (
        <Table.Td>
          {isRunning && (
            <Checkbox
              aria-label={t('selectOne', { name })}
              checked={selected.has(attempt.id)}
              onChange={({ currentTarget }) => onToggle(currentTarget.checked)}
            />
          )}
        </Table.Td>
      )}
      <Table.Td maw="16rem">
        <Text size="sm" dir="auto" truncate>
          {name}
        </Text>
        <Text size="xs" c="dimmed" dir="auto" truncate>
          {email}
        </Text>
      </Table.Td>
      <Table.Td style={{ whiteSpace: 'nowrap', fontVariantNumeric: 'tabular-nums' }}>
        {isRunning ? <TimeLeft endsAt={live.endsAt} now={now} /> : '–'}
      </Table.Td>
      <Table.Td>
        <Text size="sm">{t('answeredOf', { answered: answeredCount, questions: questionCount })}</Text>
        <Progress value={(100 * answeredCount) / Math.max(1, questionCount)} size="sm" aria-hidden />
      </Table.Td>
      <Table.Td style={{ whiteSpace: 'nowrap' }}>
        {attempt.lastSavedAt === null ? t('never') : <Moment at={attempt.lastSavedAt} />}
      </Table.Td>
      <Table.Td>
        <Badge variant="default" tt="none">
          {attempt.reason === null || isRunning ? t(`state_${attempt.state}`) : t(`reason_${attempt.reason}`)}
        </Badge>
      </Table.Td>
      {mayAct && (
        <Table.Td>
          {isRunning && (
            <Group gap="xs" wrap="nowrap" justify="flex-end">
              {live.endsAt !== null && (
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-label={t('extendOne', { name })}
                  onClick={() => onExtend(attempt)}
                >
                  {t('extend')}
                </Button>
              )}
              <Button
                size="compact-sm"
                variant="default"
                aria-label={t('endOne', { name })}
                onClick={() => onEnd(attempt)}
              >
                {t('end')}
              </Button>
            </Group>
          )}
        </Table.Td>
      )}
    </Table.Tr>
  );
}

/** Counted on between what the server says. What is up here is not over there: the last seconds of grace are the server's matter. */
function TimeLeft({ endsAt, now }: { readonly endsAt: number | null; readonly now: number }) {
  const { t, i18n } = useTranslation('attempts');
  if (endsAt === null) return <>{t('noLimit')}</>;
  const seconds = (endsAt - now) / 1_000;
  return <>{seconds <= 0 ? t('timeUp') : durationText(seconds, i18n.language)}</>;
}
