import { Alert, Group, Stack, Switch, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client.js';
import { hasCode } from '../../api/problem.js';
import type { components } from '../../api/schema.js';
import { useMay } from '../../app/session.js';
import { CopyField } from '../../components/copy-field.js';
import { Failure } from '../../components/failure.js';
import { assessmentQuery, useAssessment } from '../assessments/assessment.queries.js';
import { LinkCapacityForm } from './link-capacity-form.js';
import { LinkQrCode } from './link-qr-code.js';
import { Panel } from './panel.js';

type Change = Pick<
  components['schemas']['ChangeAssessment'],
  'linkOpen' | 'requireEmailVerification' | 'linkCapacity'
>;

/** The link that anybody may use, and whether it lets them in. */
export function PublicLinkPanel() {
  const { t } = useTranslation('share');
  const { assessment, etag } = useAssessment();
  const mayWrite = useMay('assessments.write');
  const cache = useQueryClient();
  const { id, slug, linkOpen, linkCapacity, requireEmailVerification } = assessment;
  const { queryKey } = assessmentQuery(id);
  const change = useMutation({
    mutationFn: (body: Change) =>
      answerOf(
        api.PATCH('/api/v1/assessments/{id}', {
          params: { path: { id }, header: { 'If-Match': etag } },
          body,
        }),
      ),
    onSuccess: (answer) => cache.setQueryData(queryKey, answer),
    onError: () => cache.invalidateQueries({ queryKey }),
  });
  // Where the reader has this page open is where candidates find theirs.
  const link = new URL(`/a/${slug}`, window.location.origin).href;
  // What was asked for is shown while it is being saved; where that fails, the switch goes back.
  const wished: Change = (change.isPending && change.variables) || {};
  const isStale = hasCode(change.error, 'precondition-failed');
  return (
    <Panel title={t('publicLink')}>
      <Text c="dimmed" size="sm">
        {t('publicLinkText')}
      </Text>
      {isStale && (
        <Alert color="orange" role="alert">
          {t('changedMeanwhile')}
        </Alert>
      )}
      {change.isError && !isStale && <Failure error={change.error} />}
      <Group align="start" gap="xl">
        <Stack flex="1 1 18rem" miw={0}>
          <CopyField label={t('link')} text={link} />
          <Switch
            label={t('linkOpen')}
            description={t(linkOpen ? 'linkIsOpen' : 'linkIsClosed')}
            checked={wished.linkOpen ?? linkOpen}
            disabled={!mayWrite || change.isPending}
            onChange={(event) => change.mutate({ linkOpen: event.target.checked })}
          />
          <Switch
            label={t('verify')}
            description={t('verifyText')}
            checked={wished.requireEmailVerification ?? requireEmailVerification}
            disabled={!mayWrite || change.isPending}
            onChange={(event) => change.mutate({ requireEmailVerification: event.target.checked })}
          />
          <LinkCapacityForm
            key={linkCapacity}
            capacity={linkCapacity}
            disabled={!mayWrite}
            isSaving={change.isPending}
            onSave={(capacity) => change.mutate({ linkCapacity: capacity })}
          />
        </Stack>
        <LinkQrCode link={link} fileName={`assessment-${slug}`} />
      </Group>
    </Panel>
  );
}
